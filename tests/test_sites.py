"""Site rules, own and in the ftr-site-config format: first the pages they must not affect."""

import json
from pathlib import Path
from types import MappingProxyType

import pytest

from pipeline.cli import new_project
from pipeline.corpus import summary
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import total_report
from pipeline.document import Document, Fact
from pipeline.errors import BadRules, Unreadable
from pipeline.rules import examples
from pipeline.rules.examples import broken_site_lines, count_examples, failed_examples
from pipeline.rules.loading import DEFAULTS, RuleSet, load_rules
from pipeline.stages import extract
from pipeline.stages.extract.site_rules import candidate_hosts, ftr_parser

HERE = Path(__file__).parent
FILES = HERE / "site-config"
ONE = "The council shut the mill bridge on Monday after engineers had found cracks in two of its five arches."
TWO = "Repairs are to take until spring, and buses go round by the old ford, the mayor told a meeting on Tuesday."
THREE = "Shopkeepers of the quarter asked for a footbridge, which the council says it cannot pay for this year."


@pytest.fixture(scope="module")
def rule_set(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    folder = tmp_path_factory.mktemp("configs")
    (folder / "extract.yaml").write_text(f"site_config: {FILES}\n", "utf-8")
    return load_rules(str(folder))


def found(page: str, rule_set: RuleSet, source: str) -> dict[str, Fact]:
    doc = Document(source, page.encode(), fields=MappingProxyType({"charset": "utf-8"}))
    rules = rule_set.rules["extract"]
    assert isinstance(rules, extract.Rules)
    return {fact.field: fact for fact in extract.find(doc, rules) if isinstance(fact, Fact)}


def values(page: str, rule_set: RuleSet, source: str) -> dict[str, str]:
    return {name: fact.value for name, fact in found(page, rule_set, source).items()}


def test_a_page_of_another_host_is_not_affected(rule_set: RuleSet) -> None:
    page = f"<html><body><article><h1>Bridge shut</h1><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></article></body></html>"
    for source in ("a.html", "news/a.html", "mill-lane.example.org/a.html", "global/a.html", "example/a.html"):
        assert found(page, rule_set, source) == found(page, load_rules(), source)


@pytest.mark.parametrize(
    ("source", "url", "expected"),
    [
        ("pages/2024/a.html", "", []),
        ("story.html", "https://localhost/a", []),
        ("a.html", "https://[broken/a", []),
        ("WWW.Planet.example/2024/a.html", "", ["planet.example"]),
        ("exports/planet.example.jsonl#3", "https://news.planet.example/a", ["news.planet.example"]),
        ("mirror/planet.example/a.html", "https://wire.example/a", ["wire.example", "planet.example"]),
    ],
)
def test_the_host_is_that_of_the_url_or_of_the_folder(source: str, url: str, expected: list[str]) -> None:
    assert candidate_hosts(source, url) == expected


def test_title_body_date_author_and_stripped_elements(rule_set: RuleSet) -> None:
    page = f"""<html><head><title>Home</title><meta name="released" content="2024-02-27T09:00:00"></head><body>
    <h1 class="headline main">Bridge shut until spring</h1><span class="reporter">By Ada Holt and Ben Ruiz</span>
    <div class="story"><p class="teaser">What you must know</p><p>{ONE}</p><div class="in-promo-box">Calendars</div>
    <figure>A bridge</figure><img src="https://x.example/pixel/1.gif"><h2>Round by the ford</h2><p>{TWO}</p></div>
    <div><p>{THREE}</p></div></body></html>"""
    by = "extract/site:mill-lane.example.txt"
    assert found(page, rule_set, "mill-lane.example/a.html") == {
        "text": Fact("text", f"{ONE}\n\n## Round by the ford\n\n{TWO}", by),
        "title": Fact("title", "Bridge shut until spring", by),
        "author": Fact("author", "Ada Holt; Ben Ruiz", by),
        "date": Fact("date", "2024-02-27", by),
    }


def test_the_url_goes_before_the_folder(rule_set: RuleSet) -> None:
    page = (
        f"<html><head><link rel='canonical' href='https://www.quay-news.example/a'></head><body><div class='body'>{ONE}"
    )
    assert found(page, rule_set, "mill-lane.example/a.html")["text"].rule == "extract/site:quay-news.example.txt"


def test_a_line_of_jsonl_gives_its_host(rule_set: RuleSet) -> None:
    line = {"url": "https://quay-news.example/a", "html": f"<html><body><div class='body'>{ONE}</div><p>{TWO}</p>"}
    doc = Document("a.jsonl#1", json.dumps(line).encode(), "line", MappingProxyType({"charset": "utf-8"}))
    facts = [fact for fact in extract.find(doc, rule_set.rules["extract"]) if isinstance(fact, Fact)]  # type: ignore[arg-type]  # extract's own shape
    assert [(fact.value, fact.rule) for fact in facts if fact.field == "text"] == [
        (ONE, "extract/site:quay-news.example.txt")
    ]


def test_a_name_with_a_leading_dot_is_for_all_subdomains(rule_set: RuleSet) -> None:
    page = f"""<html lang="de"><body><header><h2>Brücke zu</h2></header><p class="sign">Words by Ada Holt</p>
    <time>27. Februar 2024</time><section itemprop="articleBody"><h2>Brücke zu</h2><p>{ONE}</p><p>{TWO}</p></section>"""
    assert values(page, rule_set, "ada.blogs.example/a.html") == {
        "text": f"{ONE}\n\n{TWO}",
        "title": "Brücke zu",
        "author": "Ada Holt",
        "date": "2024-02-27",
        "declared_language": "de",
    }
    diary = f"<html><body><div id='diary'>{THREE}</div><section itemprop='articleBody'>{ONE}</section>"
    assert values(diary, rule_set, "own.blogs.example/a.html")["text"] == THREE


def test_strings_are_replaced_before_parsing(rule_set: RuleSet) -> None:
    page = f'<html><body><noscript class="body"><para>{ONE}</para><para>{TWO}</para></noscript><p>{THREE}</p>'
    assert values(page, rule_set, "quay-news.example/a.html")["text"] == f"{ONE}\n\n{TWO}"


def test_unequal_pairs_replace_nothing(rule_set: RuleSet) -> None:
    page = f"<html><body><article>{ONE}</article></body></html>"
    assert values(page, rule_set, "odd-pairs.example/a.html")["text"] == ONE


def test_directives_for_fetching_are_ignored(rule_set: RuleSet) -> None:
    page = f"<html><body><main><p class='paid'>{ONE}</p><p style='x'>{TWO}</p></main><a class='whole'>All</a>"
    assert values(page, rule_set, "fetcher.example/a.html") == {"text": f"{ONE}\n\n{TWO}"}


def test_a_broken_line_is_ignored_and_reported(rule_set: RuleSet) -> None:
    page = f"<html><body><div class='text'><p>{ONE}</p><aside>More</aside></div></body></html>"
    broken = (
        "line 1: '//div[@class=\"text\"' is no XPath: Invalid predicate\n"
        "line 3: '//aside[' is no XPath: Invalid expression\n"
        "line 5: '//p[lower-case(.)=\"more\"]' is no XPath: Unregistered function"
    )
    fact = Fact("site_rule_unmatched", broken, "extract/site:torn.example.txt")
    assert found(page, rule_set, "torn.example/a.html")["site_rule_unmatched"] == fact
    assert values(page, rule_set, "torn.example/a.html")["text"] == ONE
    assert [note.partition(": ")[0] for note in broken_site_lines(rule_set)] == [
        f"torn.example.txt:{line}" for line in (1, 3, 5)
    ]


def test_general_extraction_is_the_fallback_and_reported(rule_set: RuleSet) -> None:
    page = f"<html><body><article><h1>Bridge shut until spring</h1><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></article>"
    facts = found(page, rule_set, "mill-lane.example/a.html")
    assert facts["text"] == found(page, rule_set, "a.html")["text"]
    assert facts["site_rule_unmatched"].value == "title\nauthor\ndate\nbody"


def test_the_reason_of_an_aside_mentions_the_rule(rule_set: RuleSet) -> None:
    with pytest.raises(
        Unreadable, match=r"no article found on the page, and the rule of mill-lane\.example\.txt finds no"
    ):
        found("<html><body><p>Soon.</p></body></html>", rule_set, "mill-lane.example/a.html")


def test_two_thousand_sites_cost_nothing_on_other_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "all").mkdir()
    for number in range(2_000):
        (tmp_path / "all" / f"site{number}.example.txt").write_text("body: //div[@class='text']\n")
    (tmp_path / "extract.yaml").write_text("site_config: all\n")
    many = load_rules(str(tmp_path))
    monkeypatch.setattr(ftr_parser, "parse", lambda text: pytest.fail(f"read: {text}"))
    page = f"<html><body><article><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></article></body></html>"
    assert found(page, many, "planet.example/a.html")["text"].rule == "extract/classifier"


def test_the_digest_covers_every_file(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "extract.yaml").write_text("site_config: all\n")
    assert load_rules(str(tmp_path)).digest == load_rules().digest
    (tmp_path / "all" / "planet.example.txt").write_text("body: //main\n")
    one = load_rules(str(tmp_path)).digest
    (tmp_path / "all" / "planet.example.txt").write_text("body: //article\n")
    assert len({one, load_rules(str(tmp_path)).digest, load_rules().digest}) == 3


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "extract.yaml").write_text("# mine\nsite_config: none\n")
    with pytest.raises(BadRules, match=rf"extract\.yaml:2: site_config: {tmp_path}/none is no folder") as caught:
        load_rules(str(tmp_path))
    assert caught.value.remedy


def own(tmp_path: Path, text: str, name: str = "planet.example") -> str:
    (tmp_path / "sites").mkdir(exist_ok=True)
    (tmp_path / "sites" / f"{name}.yaml").write_text(text, "utf-8")
    return str(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        pytest.param("# mine\nbody: //div[\n", 2, "is no XPath", id="XPath"),
        pytest.param("body: [p, 'p[']\n", 1, "is no CSS selector", id="CSS"),
        pytest.param("boddy: p\n", 1, "did you mean `body`?", id="an unknown key"),
        pytest.param("body: p\n", 0, "has no test page", id="no test page"),
        pytest.param(
            "body: p\npages:\n  - html: x\n    txt: y\n", 4, "did you mean `text`?", id="an unknown key of a page"
        ),
    ],
)
def test_an_error_in_a_site_rule_is_reported(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(BadRules) as caught:
        load_rules(own(tmp_path, text))
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "sites" / "planet.example.yaml"), line)
    assert problem in caught.value.problem


@pytest.fixture
def _extract_examples_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the examples of this stage only: those of all stages take ten seconds."""
    monkeypatch.setattr(examples, "STAGES", (extract,))


EXAMPLE = (DEFAULTS / "sites" / "_example.yaml").read_text("utf-8")


@pytest.mark.usefixtures("_extract_examples_only")
def test_the_example_passes_and_a_failing_one_is_reported(tmp_path: Path) -> None:
    good = load_rules(own(tmp_path, EXAMPLE))
    assert list(failed_examples(good)) == []
    assert count_examples(good) == count_examples(load_rules()) + 1
    bad = load_rules(own(tmp_path, EXAMPLE.replace("    date: 2024-02-27", "    date: 2024-02-28")))
    assert [failure.partition(":")[0] for failure in failed_examples(bad)] == ["extract"]
    assert "'2024-02-27'" in next(failed_examples(bad))


@pytest.mark.usefixtures("_extract_examples_only")
def test_a_new_project_contains_the_example(tmp_path: Path) -> None:
    files = list(new_project.make(tmp_path))
    assert tmp_path / "configs" / "sites" / "_example.yaml" in files
    example = (tmp_path / "configs" / "sites" / "_example.yaml").read_text("utf-8")
    assert example.startswith("# yaml-language-server: ")
    commented = example.splitlines(keepends=True)[1:]
    rule = "".join(line.removeprefix("# ") for line in commented if line.isspace() or line not in EXAMPLE)
    mine = load_rules(own(tmp_path / "configs", rule))
    assert list(failed_examples(mine)) == []
    assert count_examples(mine) == count_examples(load_rules()) + 1


def test_a_rule_in_sites_goes_before_a_file(tmp_path: Path) -> None:
    (tmp_path / "extract.yaml").write_text(f"site_config: {FILES}\n", "utf-8")
    mine = load_rules(own(tmp_path, EXAMPLE, name="mill-lane.example"))
    page = f"<html><body><div class='story'><p>{ONE}</p><p class='advert'>Buy</p></div><p>{TWO}</p></body></html>"
    assert found(page, mine, "www.mill-lane.example/a.html")["text"] == Fact(
        "text", ONE, "extract/site:mill-lane.example"
    )


def test_the_summary_reports_a_site_whose_layout_changed(tmp_path: Path) -> None:
    raw = tmp_path / "raw" / "planet.example"
    raw.mkdir(parents=True)
    for name, text in (("a", ONE), ("b", TWO)):
        (raw / f"{name}.html").write_text(f"<html><body><div class='story'><p>{text}</p></div></body></html>")
    (raw / "c.html").write_text(f"<html><body><main><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></main></body></html>")
    job = Job(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"), configs=own(tmp_path, EXAMPLE))
    digest = load_job_rules(job).digest
    report = total_report(clean_batch(job, batch, digest) for batch in plan_batches(job))
    lines = list(summary.as_text(report))
    start = lines.index(
        "site rules that found nothing or are broken, so that general extraction was used; did the layout change?"
    )
    assert lines[start + 2] == "        1 of 3 pages  planet.example: body"
    assert json.loads(summary.as_json(report))["sites"]["planet.example: body"] == 1
