"""The pages of the atlas: parse, ask one question within a look, render."""
