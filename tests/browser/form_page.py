"""One page with the form of a test definition, as a face would write it: show, read, update, judge."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from tongban.config.urls import urlpatterns as of_the_house
from tongban.registers.forms import queries
from tongban.registers.forms.tests import samples

DEFINITIONS = {"food": samples.FOOD, "company": samples.COMPANY}
PAGE = """{% extends "ui/portal.html" %}
{% import "ui/components/form.html" as form %}
{% import "ui/components/fields.html" as fields %}
{% block title %}form{% endblock %}
{% block main %}<h1>{{ title }}</h1>
<form method="post" class="tb-stack">{{ csrf_input }}
{{ fields.error_summary(view.errors) }}
{{ form.form_fields(view) }}
<p class="tb-gap"><button class="btn btn-primary" id="send">→</button></p></form>
{% if kept is defined %}<pre id="kept">{{ kept }}</pre>{% endif %}{% endblock %}
{% block scripts %}{{ super() }}<script src="{{ static('ui/form.js') }}" defer></script>{% endblock %}"""


def page(request: HttpRequest, name: str) -> HttpResponse:
    definition, answers = DEFINITIONS[name], dict(request.GET.items())
    context: dict[str, Any] = {"title": definition["title"]}
    values, errors = {}, None
    if request.method == "POST":
        posted = dict(request.POST.lists())
        values = queries.read(definition, posted)
        if not queries.wants_update(posted):
            errors = queries.validate(definition, values=values, answers=answers)
            if not errors:
                kept = queries.keep(definition, values=values, answers=answers)
                context["kept"] = json.dumps(kept, ensure_ascii=False)
    language = request.preferences.language  # type: ignore[attr-defined]
    context["view"] = queries.view(definition, values=values, answers=answers, errors=errors, language=language)
    made = engines["jinja2"].from_string(PAGE).render(context, request)
    return HttpResponse(made, status=422 if errors else 200)


urlpatterns = [*of_the_house, path("test-form/<slug:name>", page)]
