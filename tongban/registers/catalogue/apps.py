from django.apps import AppConfig

from tongban.foundation.ui.words import add_sentences


class CatalogueConfig(AppConfig):
    name = "tongban.registers.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from tongban.registers.catalogue.errors import SENTENCES
        from tongban.registers.catalogue.workbook_errors import SENTENCES as WORKBOOKS

        add_sentences(SENTENCES)
        add_sentences(WORKBOOKS)
