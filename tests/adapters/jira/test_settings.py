from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from slarules.adapters import Profile
from slarules.errors import UsageError
from slarules.http import Basic, Bearer, ClientCredentials
from slarules.secrets import Secret
from slarules_jira.adapter import made
from slarules_jira.settings import JiraSettings

TOKEN = {"env": "JIRA_TOKEN"}
GOOD: dict[str, Any] = {
    "site": "https://acme.atlassian.net",
    "account": "sla@acme.example",
    "token": TOKEN,
    "projects": ["HELP"],
}
GATEWAY = {"cloud_id": "11223344-a1b2", "projects": ["HELP"]}


def changed(**changes: object) -> dict[str, Any]:
    """Return good settings with some changed, and those that are None left out."""
    return {name: each for name, each in {**GOOD, **changes}.items() if each is not None}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (changed(site=None), "write where Jira is"),
        (changed(cloud_id="11223344"), "site or cloud_id and not both"),
        (changed(site="https://api.atlassian.com/ex/jira/1"), "write the identifier behind"),
        (changed(token=None), "write how to sign in"),
        (changed(account=None), "token needs the account"),
        (changed(pat=TOKEN), "token and pat exclude each other"),
        (changed(token=None, account=None, pat=TOKEN), "pat is for Data Center"),
        (
            changed(site="https://jira.acme.example/jira", token=None, pat=TOKEN),
            "pat stands alone",
        ),
        (changed(token=None, client_id="c"), "client_id needs client_secret"),
        (changed(token=None, client_id="c", client_secret=TOKEN), "write cloud_id, no site"),
        (changed(client_secret=TOKEN), "client_secret needs client_id"),
        (changed(projects=None), "write what to read"),
        (changed(projects=None, jql="  "), "jql is empty"),
        (changed(jql="project = HELP ORDER  BY key"), "leave ORDER BY out"),
        (changed(pat="canary-8f2e"), "write no secret here but where it is"),
    ],
)
def test_settings_that_do_not_fit_are_refused_with_a_sentence(
    settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        made(Profile("jira", "acme", settings, "slarules.toml"))
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "base", "login"),
    [
        (GOOD, "https://acme.atlassian.net", Basic("sla@acme.example", Secret(env="JIRA_TOKEN"))),
        (
            {**GATEWAY, "token": TOKEN, "account": "sla@acme.example"},
            "https://api.atlassian.com/ex/jira/11223344-a1b2",
            Basic("sla@acme.example", Secret(env="JIRA_TOKEN")),
        ),
        (
            {**GATEWAY, "token": TOKEN},
            "https://api.atlassian.com/ex/jira/11223344-a1b2",
            Bearer(Secret(env="JIRA_TOKEN")),
        ),
        (
            {"site": "https://jira.acme.example/jira/", "pat": TOKEN, "jql": "project = HELP"},
            "https://jira.acme.example/jira",
            Bearer(Secret(env="JIRA_TOKEN")),
        ),
    ],
)
def test_each_way_to_sign_in_goes_where_it_works(
    settings: dict[str, Any], base: str, login: object
) -> None:
    site = JiraSettings.model_validate(settings).place()
    assert (site.base, site.login) == (base, login)


def test_client_credentials_get_their_tokens_from_atlassian() -> None:
    settings = {**GATEWAY, "client_id": "c", "client_secret": TOKEN}
    login = JiraSettings.model_validate(settings).login()
    assert isinstance(login, ClientCredentials)
    assert urlsplit(login.token_path).hostname == "auth.atlassian.com"
    assert login.as_json
