import pytest

from mingtang.core.audit.api import entries_about
from mingtang.core.privacy.api import MayNotReveal, reveal, reveals_of
from mingtang.core.privacy.models import Reveal

pytestmark = pytest.mark.django_db


def test_a_text_is_shown_to_someone_with_a_purpose_and_the_look_is_written_down(auditor):
    text = reveal(auditor, "phone", by=auditor, purpose=" 电话核实身份 ")

    assert text == "13900000000"
    [look] = reveals_of(auditor)
    assert (look.model, look.object_pk, look.field) == ("accounts.User", str(auditor.pk), "phone")
    assert (look.by_id, look.by_name, look.purpose) == (auditor.pk, "审计员甲", "电话核实身份")


def test_the_audit_names_the_look_but_never_the_text_nor_the_purpose(auditor):
    reveal(auditor, "phone", by=auditor, purpose="电话核实身份")

    [entry] = [one for one in entries_about(auditor) if one.action == "privacy.revealed"]
    assert entry.actor_id == auditor.pk
    assert '"field":"phone"' in entry.details
    assert "13900000000" not in entry.details and "核实" not in entry.details


@pytest.mark.parametrize("purpose", ["", "   ", "看看", " 看一看 "])
def test_without_a_purpose_nothing_is_shown_and_nothing_written(auditor, purpose):
    with pytest.raises(MayNotReveal) as refused:
        reveal(auditor, "phone", by=auditor, purpose=purpose)

    assert [one.reason for one in refused.value.reasons] == [
        "请写明查看用途（不少于4个字），如“电话核实申请人身份”。"
    ]
    assert not Reveal.objects.exists()


def test_only_encrypted_fields_are_revealed(auditor):
    with pytest.raises(TypeError, match="not an encrypted field"):
        reveal(auditor, "name", by=auditor, purpose="电话核实身份")


def test_the_looks_at_one_object_are_not_those_at_another(auditor, django_user_model):
    other = django_user_model.objects.create_user("other", "乙", "口令", phone="13900000001")

    reveal(other, "phone", by=auditor, purpose="电话核实身份")

    assert list(reveals_of(auditor)) == []
    assert [look.object_pk for look in reveals_of(other)] == [str(other.pk)]
