from tests.test_every_route import *
from tests.test_every_route import _body,_hidden
def test_d(app, world, visitors):
    import difflib
    v=visitors["sekreterare"]
    a=_body(v.client.get("/arenden/3")); b=_body(v.client.get("/arenden/99999"))
    print("\n".join(difflib.unified_diff(a.split("\n"),b.split("\n"),lineterm="")))
