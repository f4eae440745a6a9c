"""For readers of their own: the authorities' certificates, and the lists of what they revoked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tongban.registers.seals import queries as seals


@require_safe
def certificate(request: HttpRequest, name: str) -> HttpResponse:
    """An authority's certificate in DER."""
    return _file(seals.list_authorities().get(name), f"{name}.cer", "application/pkix-cert")


@require_safe
def revocation_list(request: HttpRequest, name: str) -> HttpResponse:
    """What the authority has revoked up to now (CRL, DER), signed by it; made anew for each who asks."""
    return _file(seals.find_revocation_list(name, now=timezone.now()), f"{name}.crl", "application/pkix-crl")


def _file(content: bytes | None, name: str, media_type: str) -> HttpResponse:
    if content is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)
