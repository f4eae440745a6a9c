"""Where a `next` may lead: never off this site."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(target: str, otherwise: str = "/") -> str:
    """`target` if it is a path of this site, else `otherwise`."""
    own = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own else otherwise
