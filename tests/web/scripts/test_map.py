"""Maps: drawn from this machine alone, chosen from by mouse and by keyboard, told in words."""

import pytest

FIGURE = "document.querySelector('figure')"
CHOSEN = f"{FIGURE}.dataset.chosen"
ROW = "document.querySelector('tr[aria-selected=true]')?.dataset.id"
SAYS = "document.querySelector('.tg-readout [aria-live]').textContent"


@pytest.fixture
def city(visit):
    visit.open("map.html").until(f"{FIGURE}.dataset.drawn", "the map is drawn")
    return visit


def seen(layer):
    """How many things of a layer are painted; one that lies on two tiles is painted twice."""
    return f"new Set({FIGURE}.tgMap.queryRenderedFeatures({{layers: ['{layer}']}}).map((f) => f.properties.id)).size"


def test_it_draws_every_thing_of_every_layer(city):
    assert city.page.evaluate(seen("areas")) == 16
    assert city.page.evaluate(seen("premises")) == 40


def test_the_legend_says_each_class_in_words_and_counts_it(city):
    entries = city.page.locator(".tg-legend fieldset").first.locator("li").all_text_contents()
    # Sixteen areas with 0 to 7 flags, twice each; of one, which would have had 5, nothing is known.
    assert entries == ["0 to 1(4)", "2 to 3(4)", "4 to 5(3)", "6 or more(4)", "not known(1)"]


def test_a_thing_is_chosen_by_keyboard_and_the_table_follows(city):
    page = city.page
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("n")
    assert (page.evaluate(CHOSEN), page.evaluate(ROW)) == ("a0", "a0")
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("p")
    assert (page.evaluate(CHOSEN), page.evaluate(ROW)) == ("a1", "a1")
    assert page.evaluate(SAYS) == "Quay 2 — Red flags per neighbourhood: 1 flags"
    state = f"{FIGURE}.tgMap.getFeatureState({{source: 'areas', id: 'a1'}}).chosen"
    assert page.evaluate(state) is True
    page.keyboard.press("Escape")
    assert page.evaluate(CHOSEN) == ""
    assert page.evaluate(ROW) is None


def test_enter_opens_the_page_of_what_is_chosen(city):
    city.page.locator(".maplibregl-canvas").focus()
    city.page.keyboard.press("n")
    city.page.keyboard.press("Enter")
    city.until("location.href.endsWith('/pages/area.html?a0')", "the page opens")


def test_arrows_and_plus_move_the_map_and_the_ring_is_seen(city):
    page = city.page
    where = f"(() => {{ const m = {FIGURE}.tgMap; return [m.getCenter().lng, m.getZoom()]; }})()"
    lng, zoom = page.evaluate(where)
    page.keyboard.press("Tab")
    while page.evaluate("!document.activeElement.matches('.maplibregl-canvas')"):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    city.until(f"{where}[0] > {lng}", "the map moves")
    page.keyboard.press("+")
    city.until(f"{where}[1] > {zoom}", "the map zooms")
    page.keyboard.press("0")
    city.until(f"Math.abs({where}[1] - {zoom}) < 0.01", "the whole city is back")


def test_a_row_chooses_on_the_map_and_a_click_on_the_map_chooses_the_row(city):
    page = city.page
    page.locator("tr[data-id=p7] td").first.click()
    assert page.evaluate(CHOSEN) == "p7"
    point = page.evaluate(f"{FIGURE}.tgMap.project([4.004, 51.91])")
    page.locator(".maplibregl-canvas").click(position=point)
    assert page.evaluate(ROW) == "p0"


def test_what_the_table_filters_out_leaves_the_map(city):
    city.page.locator("input[data-filter-of]").fill("kadestraat 4")
    # Numbers 4, 14, 24, 34 and 40; nothing has four flags.
    city.until(f"{seen('premises')} === 5", "the map follows")


def test_the_form_loads_the_layers_anew_and_the_table_follows(city):
    city.page.locator("select[name=sector]").select_option("catering")
    city.until(f"{seen('premises')} === 14", "the map follows")
    assert any(a.startswith("/data/map.json?sector=catering&month=3") for a in city.stage.asked)
    city.until("document.querySelector('[data-count-of]').textContent === '30 of 56 rows'", "the table follows")


def test_the_time_slider_says_its_month(city):
    slider = city.page.locator("input[name=month]")
    slider.focus()
    city.page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "July 2024"
    assert city.page.locator("form output").text_content() == "July 2024"


def test_a_layer_is_switched_off_in_the_legend(city):
    city.page.get_by_role("checkbox", name="Premises (flags)").uncheck()
    city.until(f"{seen('premises')} === 0", "the layer goes")


def test_it_is_saved_as_a_picture_without_a_request(city):
    with city.page.expect_download() as download:
        city.page.get_by_role("button", name="Save as picture").click()
    assert download.value.suggested_filename == "red-flags-by-neighbourhood-and-premises.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    city.is_clean()


def test_without_its_data_it_says_that_the_table_holds_the_same(visit):
    visit.stage.answers["/data/map.json"] = [(500, ".json", "{}")]
    visit.open("map.html").until("document.querySelector('.tg-drawing-failed')", "the failure is told")
    told = visit.page.locator(".tg-drawing").text_content()
    assert told == "The map cannot be drawn here. The table holds the same things."


def test_it_is_clean_and_open_to_all(city):
    city.page.locator(".maplibregl-canvas").focus()
    city.page.keyboard.press("n")
    assert city.axe() == []
    city.is_clean()
