"""The polite client against a server that is slow, cuts off, loops and lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dagster_project.adapters.fetch_http import PoliteClient, Validators
from dagster_project.adapters.fetch_manners import Politeness
from dagster_project.domain.refusals import Refused

PDF = b"%PDF-1.7\nreport\n%%EOF\n"
NOTHING = Validators()


@pytest.fixture
def client(impatient: Politeness) -> PoliteClient:
    return PoliteClient("data@example.se", "1.0", impatient)


def own_host(host: str) -> bool:
    return host == "127.0.0.1"


def refusal(client: PoliteClient, address: str, folder: Path) -> Refused:
    with pytest.raises(Refused) as refused:
        client.download(address, NOTHING, folder, own_host)
    return refused.value


def test_a_report_is_fetched_with_its_name_and_validators(web: Any, client: PoliteClient, tmp_path: Path) -> None:
    web.pages["/files/Rapport%20april.pdf"] = PDF
    download = client.download(f"{web.address}/files/Rapport%20april.pdf", NOTHING, tmp_path, own_host)
    assert download is not None
    assert (download.name, download.path.read_bytes()) == ("Rapport april.pdf", PDF)
    assert download.validators.etag
    agents = {headers["user-agent"] for headers in web.headers}
    assert agents == {"utfall/1.0 (+data@example.se)"}


def test_what_has_not_changed_is_not_sent_again(web: Any, client: PoliteClient, tmp_path: Path) -> None:
    web.pages["/a.pdf"] = PDF
    first = client.download(f"{web.address}/a.pdf", NOTHING, tmp_path, own_host)
    assert first is not None
    assert client.download(f"{web.address}/a.pdf", first.validators, tmp_path, own_host) is None
    web.pages["/a.pdf"] = PDF.replace(b"report", b"corrected")
    assert client.download(f"{web.address}/a.pdf", first.validators, tmp_path, own_host) is not None


def test_every_bad_answer_has_its_code(
    bad_web: Any, client: PoliteClient, tmp_path: Path, bad_address: tuple[str, str]
) -> None:
    path, code = bad_address
    assert refusal(client, bad_web.address + path, tmp_path).code == code


def test_a_pdf_with_a_lying_type_is_taken_for_what_it_is(web: Any, client: PoliteClient, tmp_path: Path) -> None:
    web.pages["/show"] = lambda answer: answer.send(200, PDF, {"Content-Type": "text/html"})
    assert client.download(f"{web.address}/show", NOTHING, tmp_path, own_host) is not None


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="../../evil.pdf"', "evil.pdf"),
        ("attachment; filename=C:\\Windows\\a.pdf", "a.pdf"),
        ("inline; filename*=UTF-8''Del%C3%A5r%2F..%2Fx.pdf", "x.pdf"),
        ('attachment; filename="CON.pdf"', "_CON.pdf"),
        ("attachment", "b.pdf"),
    ],
)
def test_a_name_in_a_header_is_data(web: Any, client: PoliteClient, tmp_path: Path, header: str, name: str) -> None:
    web.pages["/b.pdf"] = lambda answer: answer.send(200, PDF, {"Content-Disposition": header})
    download = client.download(f"{web.address}/b.pdf", NOTHING, tmp_path, own_host)
    assert download is not None
    assert download.name == name
    assert [path.name for path in tmp_path.iterdir()] == ["received"]


def test_a_failure_that_may_pass_is_tried_again_and_one_that_does_not_is_not(
    web: Any, client: PoliteClient, tmp_path: Path
) -> None:
    def flaky(answer: Any) -> None:
        answer.send(*((503, b"", {"Retry-After": "3600"}) if web.asked["/flaky.pdf"] < 2 else (200, PDF)))

    web.pages["/flaky.pdf"] = flaky
    assert client.download(f"{web.address}/flaky.pdf", NOTHING, tmp_path, own_host) is not None
    assert web.asked["/flaky.pdf"] == 2
    assert refusal(client, f"{web.address}/nothing.pdf", tmp_path).code == "fetch.gone"
    assert web.asked["/nothing.pdf"] == 1


def test_robots_are_respected_for_the_address_and_where_it_leads(
    web: Any, client: PoliteClient, tmp_path: Path
) -> None:
    rules = b"User-agent: *\nDisallow: /private/*.pdf$\nAllow: /\n"
    web.pages["/robots.txt"] = lambda answer: answer.send(200, rules, {"Content-Type": "text/plain"})
    web.pages |= {"/private/a.pdf": PDF, "/open.pdf": PDF}
    web.pages["/by-the-back.pdf"] = lambda answer: answer.send(302, b"", {"Location": "/private/a.pdf"})
    assert refusal(client, f"{web.address}/private/a.pdf", tmp_path).code == "fetch.robots-forbid"
    assert refusal(client, f"{web.address}/by-the-back.pdf", tmp_path).code == "fetch.robots-forbid"
    assert client.download(f"{web.address}/open.pdf", NOTHING, tmp_path, own_host) is not None
    assert (web.asked["/private/a.pdf"], web.asked["/robots.txt"]) == (0, 1)


def test_while_robots_cannot_be_read_nothing_is_fetched(web: Any, client: PoliteClient, tmp_path: Path) -> None:
    web.pages |= {"/a.pdf": PDF, "/robots.txt": lambda answer: answer.send(503, b"")}
    assert refusal(client, f"{web.address}/a.pdf", tmp_path).code == "fetch.server-error"
    assert web.asked["/a.pdf"] == 0


def test_nobody_at_the_address_is_said(client: PoliteClient, tmp_path: Path) -> None:
    assert refusal(client, "http://127.0.0.1:9/x.pdf", tmp_path).code == "fetch.unreachable"
