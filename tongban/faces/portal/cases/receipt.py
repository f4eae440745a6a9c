"""The receipt: shown only for a case that is stored."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.faces.portal.cases.mine import name_of
from tongban.faces.portal.cases.people import actor_of, signed_in
from tongban.faces.portal.shell import render_page
from tongban.foundation.ui.navigation import NavigationEntry
from tongban.services.cases import queries


@require_safe
@signed_in
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Number, query code, what happens next; the code on paper leads to the progress page with the number filled in."""
    case, code = queries.get_receipt(number, actor=actor_of(request), now=timezone.now())
    address = request.build_absolute_uri(f"{reverse('progress')}?{urlencode({'number': case.number})}")
    crumbs = (
        NavigationEntry(_("首页"), reverse("home")),
        NavigationEntry(_("我的办件"), reverse("my_cases")),
        NavigationEntry(_("收件凭证"), ""),
    )
    return render_page(
        request, "cases/receipt.html", "my_cases", case=case, code=code, address=address, name=name_of(case),
        crumbs=crumbs,
    )  # fmt: skip
