"""Import contract: a `models` module is imported only from inside its own app."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OwnModelsOnly(Contract):
    """`tongban.<storey>.<app>.models` (and what lies below it) is imported by `tongban.<storey>.<app>` alone."""

    root = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        trespasses = sorted(
            (importer, module)
            for module in graph.modules
            if (app := self._app_of_models(module)) is not None
            for importer in graph.find_modules_that_directly_import(module)
            if not importer.startswith(f"{app}.")
        )
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["trespasses"]:
            output.print_error(f"{importer} imports {module}")

    def _app_of_models(self, module: str) -> str | None:
        parts = module.split(".")
        is_models = len(parts) >= 4 and parts[0] == self.root and parts[3] == "models"
        return ".".join(parts[:3]) if is_models else None
