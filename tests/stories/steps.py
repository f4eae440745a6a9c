"""What a person does in a browser, said once: going on by Tab, signing in."""

from typing import Any

_FOCUSED = """() => {
  const it = document.activeElement;
  const name = it === document.body ? '' : it.getAttribute('aria-label') || it.innerText || it.labels?.[0]?.innerText;
  return (name || '').replace(/\\s+/g, ' ').trim();
}"""


def tab_to(page: Any, words: str, at_most: int = 60) -> None:
    """Presses Tab until what has the focus is called `words`; fails when nothing is."""
    passed = []
    for _ in range(at_most):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(_FOCUSED))
        if words in passed[-1]:
            return
    raise AssertionError(f"Tab never reached {words!r}: {passed}")


def press(page: Any, words: str) -> None:
    """Goes to the link or button by Tab and presses Enter; the next page is there afterwards."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in(page: Any, phone: str, password: str) -> None:
    """Fills in the form of either sign-in page and sends it."""
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state()
