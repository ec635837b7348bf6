"""Whose tokens the contract suite calls with."""

from collections.abc import Callable, Mapping

from commands.schemathesis_run import NARROW, PEER, READER, TEAM, TRIAL
from commands.stage_outputs import Team, read_output, read_teams
from commands.tokens import read_token

Fits = Callable[[Team], bool]
Order = Callable[[Team], tuple[int, ...]]


def stage_tokens(stage: str) -> dict[str, str]:
    """Fresh ones, of as many callers as the stage has teams for; they last an hour."""
    teams = read_teams(stage)
    chosen = chosen_teams(teams, str(read_output(stage, "default_team")))
    narrow = {NARROW: read_token(stage, chosen[TEAM], scope)} if (scope := narrow_scope(teams, chosen)) else {}
    return {variable: read_token(stage, team) for variable, team in chosen.items()} | narrow


def chosen_teams(teams: Mapping[str, Team], default: str) -> dict[str, str]:
    """By variable, a team; none comes twice.

    The peer is the other team that may do most: what a scope or a rate refuses it, it finds out nothing about. The
    trial team is the one with the least tokens, whose plan has the lowest rate. The reader lacks the most scopes.
    """
    own = teams[default]
    rules: tuple[tuple[str, Fits, Order], ...] = (
        (PEER, lambda _: True, lambda team: (-len(team.scopes), -team.monthly_tokens)),
        (TRIAL, lambda team: team.monthly_tokens < own.monthly_tokens, lambda team: (team.monthly_tokens,)),
        (READER, lambda team: 0 < len(team.scopes) < len(own.scopes), lambda team: (len(team.scopes),)),
    )
    chosen = {TEAM: default}
    for variable, fits, order in rules:
        left = [(order(team), name) for name, team in teams.items() if name not in chosen.values() and fits(team)]
        if left:
            chosen[variable] = min(left)[1]
    return chosen


def narrow_scope(teams: Mapping[str, Team], chosen: Mapping[str, str]) -> str:
    """The one scope that a narrow token of the tested team is asked for with: the reader lacks it, so that the two of
    them together are refused by every operation. "" where there is none.
    """
    lacking = {*teams[chosen[TEAM]].scopes} - {*(teams[chosen[READER]].scopes if READER in chosen else ())}
    return min(lacking, default="")
