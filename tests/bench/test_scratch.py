import cProfile, pstats, time, json
import pytest
from django.db import connection
from django.test import Client
from tongban.registers.access.tests import make as access
from tongban.registers.parties import commands as parties
from tongban.registers.parties.tests import make as party_makers
from tongban.registers.catalogue.tests.make import SYSTEM
from tongban.services.cases.tests import make
pytestmark = pytest.mark.django_db
URL = "/api/v1/cases"
def post_json(client, url, told, **more):
    return client.post(url, json.dumps(told), content_type="application/json", **more)
def submit(client, world, key="a-key-of-mine", **told):
    materials = [{"code": "m1", "how": "licence", "reference": "居民身份证"}, {"code": "m2", "how": "paper"}]
    body = {"item": world.item, "values": {"name": "样例甲"}, "materials": materials} | told
    return post_json(client, URL, body, headers={"Idempotency-Key": key})
def test_it(client, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    world = make.world(now)
    made = access.account(now, "19900000101")
    parties.link_person(account=made.id, person=party_makers.verified(3), by=SYSTEM, now=now)
    client.post("/sign-in", {"phone": "19900000101", "password": access.PASSWORD})
    for i in range(5):
        r = submit(client, world, f"warm-up-{i}-{i}")
        assert r.status_code == 201, r.content
    seen = []
    def watch(execute, sql, params, many, context):
        seen.append(sql); return execute(sql, params, many, context)
    with connection.execute_wrapper(watch):
        r = submit(client, world, "key-xxxxxxx")
    print(len(seen)); 
    for s in seen: print("  ", " ".join(s.split())[:140])
    n = r.json()
    seen.clear()
    with connection.execute_wrapper(watch):
        client.cookies.clear()
        client.get(f"{URL}/{n['number']}", {"code": n["query_code"]})
    print(len(seen)); 
    for s in seen: print("  ", " ".join(s.split())[:140])
    client.post("/sign-in", {"phone": "19900000101", "password": access.PASSWORD})
    N=150
    for name, act in (("submit", lambda i: submit(client, world, f"key-0000-{i}")), ("progress", lambda i: client.get(f"{URL}/{n['number']}", {"code": n["query_code"]}))):
        t=time.process_time(); w=time.perf_counter()
        for i in range(N): assert act(i).status_code in (200,201)
        print(name, (time.process_time()-t)/N*1000, "ms cpu", (time.perf_counter()-w)/N*1000, "wall")
        p = cProfile.Profile(); p.enable()
        for i in range(N): act(i+1000)
        p.disable()
        pstats.Stats(p).sort_stats("cumulative").print_stats(70)
