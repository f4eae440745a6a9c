"""What people get, shown before they apply: files of a leaf's result 结果样本."""

from django.db import models


class ResultSample(models.Model):
    """A file that shows the result of a leaf, kept by `foundation.files`; taken away it stays told with its instant."""

    id = models.UUIDField(primary_key=True, editable=False)
    leaf = models.ForeignKey("catalogue.Leaf", models.PROTECT, related_name="+", db_column="leaf", db_index=False)
    file = models.UUIDField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    attached_at = models.DateTimeField()
    attached_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["leaf", "attached_at"], condition=models.Q(removed_at=None), name="catalogue_sample_shown"
            )
        ]
