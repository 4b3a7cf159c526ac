"""The review page in Chromium: what people do on it, end to end, by mouse and by keyboard, on any screen."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from review_project import Project, served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is missing: apt-get install chromium")

ROOT = Path(__file__).parent.parent
Open = Callable[..., Page]
Scheme = Literal["light", "dark"]
PAGES = ("/", "/edits", "/edits?open=1&stage=typos", "/proposals", "/names", "/aside", "/teach", "/decisions")
DOCUMENT = "/document/ferry.example/strike.html"

STORY = (
    "{headline}\n\n"
    "{place}: Ferry crews will {word} their pay on alternate Fridays until the new contract begins, the company told "
    "reporters on Monday.\n\n"
    "{line}\n\n"
    "The union said its members had asked for the change in {month}, and that it would ask them to vote on the rest of "
    "the offer before the summer timetable starts.\n\n"
)
PAGE = (
    "<html><head><title>{title} | The Ferry Times</title><link rel=canonical href=https://ferry.example/{name}></head>"
    '<body><div class="kicker">Port</div><h2 class="real-title">{real}</h2><h1>{title}</h1><p class="who">{author}</p>'
    "<article><p>The crews of all four ferries went back to work on Thursday after a night of talks in the harbour "
    "office, the company told reporters.</p><p>Both sides had met since Monday, and the minister had warned them that "
    "the islands were running out of bread and diesel.</p><p>Members of the union vote on the offer next week, and the "
    "first boat leaves at six in the morning as it always did.</p></article>"
    '<div class="related"><a href="/a">Read more about ferries</a></div></body></html>'
)
HOSTILE = (
    "A plain headline\n\n<script>window.hacked = 1</script> wins <img src=x onerror='window.hacked = 1'>\n\n"
    'By "><script>window.hacked = 1</script>\n\n'
    "The mayor will recieve <b onmouseover='window.hacked = 1'>all</b> of the blame, the council said on Friday, "
    "after javascript:alert(1) was found in a letter to the harbour master.\n\n"
)


def names(count: int) -> Iterator[tuple[str, str]]:
    """Headlines and months that no two documents share."""
    towns = ("Alder", "Birch", "Cedar", "Downs", "Elmer", "Fenby", "Gorse", "Hazel", "Iveby", "Jarra")
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "October", "December")
    return ((f"Crews of {towns[at]} ferries agree on pay", months[at]) for at in range(count))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("project")
    project = Project(folder)
    words = {"gazette": "recieve", "post": "acheive", "herald": "beleive"}
    for site, word in words.items():
        for at, (headline, month) in enumerate(names(3)):
            line = "Ferry times and fares at a glance" if site != "post" else "A second story says otherwise."
            story = STORY.format(headline=headline, place=site.title(), word=word, line=line, month=month)
            project.write(f"{site}/{at}.txt", story)
    for name, author in (("strike", "Clara Whitlock"), ("bread", "Ben Osei"), ("diesel", "Ada Holt")):
        page = PAGE.format(name=name, title=f"Islands {name}", real=f"How the {name} ended after a week", author=author)
        project.write(f"ferry.example/{name}.html", page)
    project.write("valley/a.txt", "They will recieve it, the mayor said on Friday in the hall.\n")
    project.write("gazette/index.txt", "Most Popular Articles\n\nRead more\n\nAdvertisement\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        project.run()
        yield project


@pytest.fixture(scope="module")
def address(project: Project) -> Iterator[str]:
    with served(project) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Open]:
    """Opens a page of the project in a window of some width; no page may write an error to its console."""
    errors: list[str] = []
    contexts = []

    def open_page(path: str, *, width: int = 1280, scheme: Scheme = "light") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=address)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/?token=token")
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def submit(button: Locator) -> None:
    """Send a form, and wait for the page that it leads to."""
    with button.page.expect_navigation():
        button.click()


def test_a_refused_edit_is_restored_and_stays_so_after_a_rule_change(project: Project, open_page: Open) -> None:
    assert "receive their pay" in project.text("gazette/0.txt")
    page = open_page("/edits?stage=typos&q=recieve&site=gazette")
    card = page.locator("li.edit").filter(has_text="recieve").first
    assert "4 times" in card.inner_text()
    card.get_by_label("Where the decision").select_option("site")
    card.get_by_role("button", name="Refuse").click()
    page.locator("li.edit.refused").wait_for()
    assert project.run()["cleaned"] == 3
    assert "recieve their pay" in project.text("gazette/0.txt")
    assert "receive" in project.text("valley/a.txt")
    project.write("configs/typos/own.yaml", "pairs: {timetable: time table}\n")
    assert project.run()["cleaned"] > 9
    assert "recieve their pay" in project.text("gazette/0.txt")
    assert "time table" in project.text("gazette/0.txt")


def test_a_line_of_a_site_is_taught(project: Project, open_page: Open) -> None:
    line = "Ferry times and fares at a glance"
    page = open_page("/teach")
    page.get_by_label("What").select_option("boilerplate")
    page.get_by_label("Text", exact=False).first.fill(line)
    page.get_by_label("Site", exact=False).fill("herald")
    submit(page.get_by_role("button", name="Show the effect"))
    assert "3 would change" in page.locator("section").inner_text()
    assert line in project.text("herald/0.txt")
    submit(page.get_by_role("button", name="Write the rule"))
    project.run()
    assert line not in project.text("herald/0.txt")
    assert line in project.text("gazette/0.txt")


def test_a_title_is_taught_by_an_element_of_the_page(project: Project, open_page: Open) -> None:
    page = open_page(DOCUMENT)
    page.get_by_role("link", name="teach the title").click()
    page.get_by_label("Text", exact=False).first.fill("How the strike ended after a week")
    submit(page.get_by_role("button", name="Show the effect"))
    assert "How the bread ended after a week" in page.locator("section").inner_text()
    submit(page.get_by_role("button", name="Write the rule"))
    project.run()
    assert "title: How the diesel ended after a week" in project.text("ferry.example/diesel.html")


def test_a_decision_is_taken_back(project: Project, open_page: Open) -> None:
    page = open_page("/edits?stage=typos&q=acheive")
    page.get_by_role("button", name="Refuse").first.click()
    page.locator("li.edit.refused").wait_for()
    project.run()
    assert "acheive their pay" in project.text("post/1.txt")
    page.goto("/decisions")
    submit(page.locator("tr").filter(has_text="acheive").get_by_role("button"))
    assert "acheive" not in project.decisions()
    project.run()
    assert "achieve their pay" in project.text("post/1.txt")


def test_a_document_that_was_set_aside_is_cleaned_all_the_same(project: Project, open_page: Open) -> None:
    page = open_page("/aside")
    submit(page.get_by_role("button", name="Clean gazette/index.txt all the same"))
    assert project.run()["cleaned"] == 1
    assert "Most Popular Articles" in project.text("gazette/index.txt")


def test_by_keyboard_alone(project: Project, open_page: Open) -> None:
    page = open_page("/edits?stage=typos&q=beleive&site=herald")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator("li.edit.refused").wait_for()
    assert "beleive" in project.decisions()
    page.keyboard.press("k")
    page.keyboard.press("u")
    page.locator("li.edit.refused").wait_for(state="detached")
    assert "beleive" not in project.decisions()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("a")
    page.locator("li.edit.accepted").wait_for()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/document/herald/*")
    assert "beleive" in page.locator("li.edit:target").inner_text()


@pytest.mark.parametrize("width", [320, 1600])
def test_no_page_is_wider_than_the_screen(open_page: Open, width: int) -> None:
    page = open_page("/", width=width)
    for path in (*PAGES, DOCUMENT, "/document/gazette/0.txt"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize(("scheme", "paths"), [("light", (*PAGES, DOCUMENT)), ("dark", ("/edits", DOCUMENT))])
def test_axe_finds_no_violation(open_page: Open, scheme: Scheme, paths: tuple[str, ...]) -> None:
    page, axe = open_page("/", scheme=scheme), Axe()
    for path in paths:
        page.goto(path)
        results = axe.run(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"


def test_hostile_documents_do_nothing(project: Project, open_page: Open) -> None:
    project.write("hostile/page.txt", HOSTILE)
    project.write("hostile/long.txt", "A long line\n\n" + "x" * 5_000_000 + "\n\n" + HOSTILE)
    project.run()
    page = open_page("/")
    for path in (*PAGES, "/document/hostile/page.txt", "/document/hostile/long.txt", "/report.html"):
        page.goto(path)
        assert page.evaluate("window.hacked") is None, path
        assert page.locator("a[href^=javascript], main script, main img").count() == 0, path
    assert "<script>window.hacked" in open_page("/document/hostile/page.txt").locator("main").inner_text()


def test_nobody_enters_without_the_address(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    assert "copydesk review" in page.locator("body").inner_text()
    page.goto("/?token=token")
    assert page.url == f"{address}/"
    context.close()
