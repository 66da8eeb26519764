import logging
import pickle

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldError
from django.template import Context, Template

from mingtang.core.privacy.api import Protected, keyed_hash, keyed_hashes, masked, seal, unseal
from mingtang.core.privacy.models.ciphers import key_id

pytestmark = pytest.mark.django_db


def shown(source, **context):
    return Template("{% load privacy %}" + source).render(Context(context))


def test_the_database_holds_a_token_and_the_program_the_text(auditor, stored, settings):
    [token] = stored(get_user_model(), "phone")

    assert token.startswith(f"f1:{key_id(settings.PRIVACY_KEYS[0])}:")
    assert "13900000000" not in token
    assert get_user_model().objects.get().phone == "13900000000"


def test_empty_stays_empty(auditor, stored):
    assert stored(get_user_model(), "email") == [""]
    assert get_user_model().objects.get().email == ""


def test_a_page_shows_the_text_masked_without_being_asked(auditor):
    user = get_user_model().objects.get()

    assert shown("{{ user.phone }}", user=user) == "139****0000"


def test_the_filter_masks_what_was_typed_too_and_shows_nothing_of_an_unknown_kind():
    assert shown('{{ text|masked:"phone" }}', text="13900000000") == "139****0000"
    assert shown("{{ text|masked }}", text="13900000000") == "***"
    assert shown("{{ text|masked }}", text=None) == ""


@pytest.mark.parametrize(
    ("kind", "text", "mask"),
    [
        ("phone", "139 0000 0000", "139****0000"),
        ("phone", "88880000", "***"),
        ("email", "lin@example.gov.cn", "l***@example.gov.cn"),
        ("email", "l@example.gov.cn", "***"),
        ("email", "not an address", "***"),
        ("name", "李小明", "李*明"),
        ("id_card", "11010519491231002X", "110105********002X"),
        ("secret", "JBSWY3DPEHPK3PXP", "***"),
        ("no such kind", "whatever", "***"),
    ],
)
def test_every_kind_has_its_mask(kind, text, mask):
    assert masked(kind, text) == mask


def test_a_mask_cannot_smuggle_markup_into_a_page():
    assert Protected("<b>@x.example", "email").__html__() == "&lt;***@x.example"


def test_the_filter_knows_the_kind_of_a_field(auditor):
    user = get_user_model().objects.get()

    assert shown("{{ user.phone|masked }}", user=user) == "139****0000"


def test_neither_log_nor_debugger_shows_the_text(auditor, caplog):
    user = get_user_model().objects.get()

    logging.getLogger("test").warning("%r", vars(user)["phone"])

    assert "13900000000" not in caplog.text
    assert repr(user.phone) == "<Protected 139****0000>"


def test_a_form_gives_back_the_whole_text_to_be_corrected(auditor):
    from django import forms

    form = forms.Form({"phone": ""})
    form.fields["phone"] = forms.CharField(initial=get_user_model().objects.get().phone)

    assert 'value="13900000000"' in forms.TextInput().render("phone", form.fields["phone"].initial)


def test_a_protected_text_survives_a_cache(auditor):
    phone = get_user_model().objects.get().phone

    again = pickle.loads(pickle.dumps(phone))

    assert (again, again.kind) == ("13900000000", "phone")


def test_an_encrypted_column_cannot_be_searched_by_its_text(auditor):
    with pytest.raises(FieldError, match="LookupHashField"):
        get_user_model().objects.filter(phone="13900000000").exists()


def test_a_writer_is_found_by_the_hash_of_the_phone_and_not_by_another(writers, stored):
    writer = writers.objects.create(phone="13900000000")
    writers.objects.create(phone=None)

    assert list(writers.objects.filter(phone_hash__in=keyed_hashes("13900000000"))) == [writer]
    assert not writers.objects.filter(phone_hash__in=keyed_hashes("13900000001")).exists()
    assert stored(writers, "phone_hash") == [keyed_hash("13900000000"), ""]
    assert writers.objects.filter(phone__isnull=True).count() == 1


def test_a_cleared_text_clears_its_hash(writers, stored):
    writer = writers.objects.create(phone="13900000000")

    writer.phone = ""
    writer.save()

    assert stored(writers, "phone_hash") == [""]


def test_a_token_for_a_session_can_be_opened_again():
    assert unseal(seal("种子")) == "种子"


def test_another_cipher_is_chosen_by_setting(auditor, settings, stored):
    settings.PRIVACY_CIPHERS = [
        "mingtang.core.privacy.models.ciphers.Sm4Cipher",
        "mingtang.core.privacy.models.ciphers.FernetCipher",
    ]
    user = get_user_model().objects.get()
    user.save()

    assert stored(get_user_model(), "phone")[0].startswith("s4:")
    assert get_user_model().objects.get().phone == "13900000000"
