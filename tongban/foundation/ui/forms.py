"""What `ui/components/form.html` draws: a form already worded, filled and judged. Knows fields, not what they mean."""

from dataclasses import dataclass

CONTROLS = (
    *("text", "area", "number", "integer", "date", "radio", "select", "checks", "phone", "email"),
    *("id", "uscc", "address", "rows"),
)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field, or one cell of a row. `name` is also its id.

    `condition` and `checks` are JSON for `ui/form.js`: when it is shown, and what is judged on leaving it, with the
    sentence of each code. `rows` are the cells of a repeatable group.
    """

    name: str
    control: str
    label: str
    hint: str = ""
    value: str = ""
    error: str = ""
    optional: bool = False
    visible: bool = True
    condition: str = ""
    checks: str = ""
    options: tuple[Option, ...] = ()
    rows: tuple[tuple["FieldView", ...], ...] = ()
    most_rows: int = 0


@dataclass(frozen=True, slots=True)
class SectionView:
    title: str
    fields: tuple[FieldView, ...]
    visible: bool = True
    condition: str = ""


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """A line of the summary: `error_summary` leads from it to the field."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class FormView:
    """`answers` is JSON: what conditions may look at beside the fields."""

    sections: tuple[SectionView, ...]
    errors: tuple[ErrorLine, ...] = ()
    answers: str = "{}"

    @property
    def is_conditional(self) -> bool:
        """Whether anything is shown or hidden by what is filled in."""
        return any(each.condition or any(field.condition for field in each.fields) for each in self.sections)
