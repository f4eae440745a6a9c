"""What a browser would send of a form that nobody touched."""

import html
import re


def controls_of(form: str) -> dict[str, list[str]]:
    """Names and values of the controls in this markup, without its buttons."""
    sent: dict[str, list[str]] = {}
    for tag, rest in re.findall(r"<(input|textarea|select)\b(.*?)(?=<input|<textarea|<select|<button|$)", form, re.S):
        name = re.search(r'name="([^"]*)"', rest).group(1)
        if tag == "textarea":
            sent[name] = [re.search(r">(.*?)</textarea>", rest, re.S).group(1)]
        elif tag == "select":
            sent[name] = re.findall(r'<option value="([^"]*)" selected', rest)[:1] or [""]
        elif "checkbox" not in rest or " checked" in rest:
            sent.setdefault(name, []).append(re.search(r'value="([^"]*)"', rest).group(1))
    return {html.unescape(name): [html.unescape(value) for value in values] for name, values in sent.items()}
