"""Settings of a Jira site: where it is, as whom it is read, and what of it."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from slarules.adapters.settings import Settings
from slarules.http import Basic, Bearer, ClientCredentials, Login, Site
from slarules.secrets import Secret
from slarules_jira.roles import Licensed

GATEWAY = "https://api.atlassian.com/ex/jira"
TOKENS = "https://auth.atlassian.com/oauth/token"


class RoleSettings(Settings):
    """Who is what, where the kind of an account does not say it.

    Attributes:
        agents, customers, automation: Accounts: identifiers in the Cloud, names in Data Center.
        agent_groups: Groups whose members are agents.
        agent_roles: Roles of the projects whose members are agents.
        licensed: What accounts are that nothing else says it of; None for what is usual.
    """

    agents: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    automation: tuple[str, ...] = ()
    agent_groups: tuple[str, ...] = ()
    agent_roles: tuple[str, ...] = ()
    licensed: Licensed | None = None

    @property
    def names_agents(self) -> bool:
        """Whether it says who the agents are."""
        return bool(self.agents or self.agent_groups or self.agent_roles)


class JiraSettings(Settings):
    """What `[jira.NAME]` in `slarules.toml` may say.

    Attributes:
        site: The address of the site, with its path if it has one.
        cloud_id: The site's identifier, for tokens that work through Atlassian's gateway only.
        account: Whose `token` it is.
        token: An API token.
        client_id, client_secret: Of a service account.
        pat: A personal access token of Data Center.
        projects: The keys of the projects to read.
        jql: Which issues to read.
        overlap: How many minutes are read again at each pull, since search lags behind.
        service_management: Whether to read what Service Management itself counted.
        page: How many issues are read at once.
        gateway, tokens_at: Where Atlassian's gateway is, and where it issues tokens.
    """

    site: str | None = None
    cloud_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9-]{1,64}$")
    account: str | None = None
    token: Secret | None = None
    client_id: str | None = None
    client_secret: Secret | None = None
    pat: Secret | None = None
    projects: tuple[str, ...] = ()
    jql: str | None = None
    overlap: int = Field(default=10, ge=1, le=1440)
    service_management: bool = False
    roles: RoleSettings = RoleSettings()
    page: int = Field(default=100, ge=1, le=1000)
    gateway: str = GATEWAY
    tokens_at: str = TOKENS

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wrong = [*self._wrong_place(), *self._wrong_login(), *self._wrong_range()]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _wrong_place(self) -> list[str]:
        if self.site is None and self.cloud_id is None:
            return ['write where Jira is: site = "https://..." or, for scoped tokens, cloud_id']
        if self.site is not None and self.cloud_id is not None:
            return ["write site or cloud_id and not both: scoped tokens work with cloud_id only"]
        if self.site is None:
            return []
        if urlsplit(self.site).hostname == "api.atlassian.com":
            return [
                "site is Atlassian's gateway: write the identifier behind /ex/jira/ as cloud_id"
            ]
        return []

    def _wrong_login(self) -> list[str]:
        given = [name for name in ("token", "client_id", "pat") if getattr(self, name)]
        if len(given) > 1:
            return [f"{' and '.join(given)} exclude each other: write one way to sign in"]
        if not given:
            return ["write how to sign in: account and token, client_id and client_secret, or pat"]
        match given[0]:
            case "token":
                return self._wrong_token()
            case "client_id":
                return self._wrong_client()
            case _:
                return self._wrong_pat()

    def _wrong_token(self) -> list[str]:
        if self.client_secret is not None:
            return ["client_secret needs client_id, and no token"]
        if self.account is None and self.cloud_id is None:
            return ['token needs the account that it belongs to: account = "somebody@..."']
        return []

    def _wrong_client(self) -> list[str]:
        wrong = []
        if self.client_secret is None:
            wrong.append("client_id needs client_secret")
        if self.cloud_id is None:
            wrong.append(
                "client_id works through Atlassian's gateway only: write cloud_id, no site"
            )
        return wrong

    def _wrong_pat(self) -> list[str]:
        host = urlsplit(self.site or "").hostname or ""
        if self.cloud_id is not None or host.endswith(".atlassian.net"):
            return ["pat is for Data Center, the Cloud knows none: write account and token"]
        if self.account is not None:
            return ["pat stands alone: leave account out"]
        return []

    def _wrong_range(self) -> list[str]:
        if not self.projects and self.jql is None:
            return ['write what to read: projects = ["KEY"], or jql = "..."']
        if self.jql is not None and not self.jql.strip():
            return ["jql is empty, and Jira refuses a search without bounds: name a project"]
        if self.jql is not None and "order by" in " ".join(self.jql.lower().split()):
            return ["leave ORDER BY out of jql: the order is ours, so that reading can be resumed"]
        if self.roles.agent_roles and not self.projects:
            return ['roles.agent_roles are those of projects: write projects = ["KEY"]']
        return []

    @property
    def is_scoped(self) -> bool:
        """Whether it is read through the gateway."""
        return self.cloud_id is not None

    def login(self) -> Login:
        """Return as whom the site is read."""
        if self.pat is not None:
            return Bearer(self.pat)
        if self.client_id is not None and self.client_secret is not None:
            extra = {"audience": "api.atlassian.com"}
            return ClientCredentials(
                self.tokens_at, self.client_id, self.client_secret, extra=extra, as_json=True
            )
        if self.token is None:
            return None
        return Basic(self.account, self.token) if self.account else Bearer(self.token)

    def place(self) -> Site:
        """Return the site that is talked to."""
        base = self.site or f"{self.gateway.rstrip('/')}/{self.cloud_id}"
        return Site(base.rstrip("/"), self.login(), {"Accept": "application/json"})
