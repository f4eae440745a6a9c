"""Who may call what of the seals."""

import datetime as dt

from tests.access.kinds import Guarded, Internal, Public
from tests.access.world import NOW
from tongban.registers.seals import commands, queries
from tongban.registers.seals.tests import make

READ, MANAGE, AUTHORISE = queries.READ, queries.MANAGE, queries.AUTHORISE
MOVED = {"reason": "样例原因", "now": NOW}
WORKER = Internal("the worker seals what was decided, and logs who decided")

ENTRIES = {
    "seals.commands.create_seal": Guarded(
        (MANAGE,),
        lambda by, place: commands.create_seal(
            organisation=place.body,
            kind="case",
            name="样例业务专用章",
            custodian=place.rows["account"],
            steps=(),
            automatic=False,
            valid_from=dt.date(2026, 1, 1),
            valid_until=dt.date(2027, 1, 1),
            picture=make.picture(),
            by=by,
            now=NOW,
        ),
    ),
    "seals.commands.suspend_seal": Guarded(
        (MANAGE,), lambda by, place: commands.suspend_seal(seal_id=place.rows["seal"], by=by, **MOVED)
    ),
    "seals.commands.restore_seal": Guarded(
        (MANAGE,), lambda by, place: commands.restore_seal(seal_id=place.rows["suspended_seal"], by=by, **MOVED)
    ),
    "seals.commands.revoke_seal": Guarded(
        (MANAGE,), lambda by, place: commands.revoke_seal(seal_id=place.rows["seal"], by=by, **MOVED)
    ),
    "seals.commands.authorise_seal": Guarded(
        (AUTHORISE,),
        lambda by, place: commands.authorise_seal(
            seal_id=place.rows["seal"], steps=["copy"], automatic=False, by=by, now=NOW
        ),
    ),
    "seals.queries.get_seal": Guarded(
        (READ,), lambda by, place: queries.get_seal(place.rows["seal"], actor=by, now=NOW)
    ),
    "seals.queries.list_seals": Guarded(
        (READ,), lambda by, place: queries.list_seals(by, now=NOW, organisation=place.body), hides=True
    ),
    "seals.queries.count_seals": Guarded(
        (READ,), lambda by, place: queries.count_seals(by, now=NOW, organisation=place.body), hides=True
    ),
    "seals.queries.list_uses": Guarded((READ,), lambda by, place: queries.list_uses(place.rows["seal"], by)),
    "seals.queries.count_uses": Guarded((READ,), lambda by, place: queries.count_uses(place.rows["seal"], by)),
    "seals.commands.seal_files": WORKER,
    "seals.commands.record_refused": WORKER,
    "seals.commands.keep_refused": WORKER,
    "seals.commands.issue": Internal("makers of seals and of the authority issue certificates"),
    "seals.commands.establish_authority": Internal("set-up and the first seal make the authority"),
    "seals.queries.day_of": Public("what day it is is no secret"),
    "seals.queries.find_seal": Internal("a page of decisions asks whether a seal would stand"),
    "seals.queries.has_seal": Internal("a paper of a case asks whether its body keeps a seal"),
    "seals.queries.draw_seal": Public("an impression stands on every sealed document"),
    "seals.queries.find_authority": Internal("the register asks for its own authority"),
    "seals.queries.platform_signer": Internal("codes of licences are signed by the platform alone"),
    "seals.queries.list_authorities": Public("certificates are there to be shown"),
    "seals.queries.find_revocation_list": Public("which certificates were revoked is published"),
    "seals.queries.platform_certificates": Public("certificates are there to be shown"),
    "seals.queries.list_platform_keys": Public("keys are published, so that anybody can check a code"),
    "seals.commands.rotate_platform_key": Internal("the operator rotates keys; nobody else may"),
    "seals.commands.verify_for": Public("whoever holds a file may ask whether it is genuine; counted by address"),
    "seals.queries.verify_file": Public("whoever holds a file may ask whether it is genuine"),
    "seals.queries.trust": Public("whom the platform trusts is public"),
}
