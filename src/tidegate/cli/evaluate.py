"""`tidegate evaluate`: an evaluation planned and locked before the measure begins, and run from its plan."""

from tidegate.cli.evaluate_plan import plan_app
from tidegate.cli.evaluate_run import add_run
from tidegate.cli.options import command_group

app = command_group("Plan, check and freeze an evaluation, and run it.")
app.add_typer(plan_app, name="plan")
add_run(app)
