import pytest

from mingtang.core.privacy.models.ciphers import FernetCipher, Sm4Cipher, Unreadable, key_id, keyring

CIPHERS = [FernetCipher(), Sm4Cipher()]
FIRST, SECOND = "a first secret of sufficient length", "a second secret of sufficient length"


@pytest.mark.parametrize("cipher", CIPHERS, ids=["fernet", "sm4"])
def test_a_text_comes_back_from_its_token_and_is_not_readable_in_it(cipher):
    ring = keyring([FIRST], [cipher])

    token = ring.seal("明堂区幸福路1号")

    assert token.startswith(f"{cipher.scheme}:{key_id(FIRST)}:")
    assert "幸福路" not in token
    assert ring.open(token) == "明堂区幸福路1号"


@pytest.mark.parametrize("cipher", CIPHERS, ids=["fernet", "sm4"])
def test_the_same_text_makes_different_tokens(cipher):
    ring = keyring([FIRST], [cipher])

    assert ring.seal("13900000000") != ring.seal("13900000000")


@pytest.mark.parametrize("cipher", CIPHERS, ids=["fernet", "sm4"])
def test_a_changed_token_is_refused(cipher):
    ring = keyring([FIRST], [cipher])
    token = ring.seal("13900000000")
    middle = len(token) // 2
    changed = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]

    with pytest.raises(Unreadable, match="已被改动"):
        ring.open(changed)


def test_an_old_token_stays_readable_after_key_and_cipher_were_replaced():
    old = keyring([FIRST], [FernetCipher()]).seal("13900000000")
    new_ring = keyring([SECOND, FIRST], [Sm4Cipher(), FernetCipher()])

    assert new_ring.open(old) == "13900000000"
    assert new_ring.seal("13900000000").startswith(f"s4:{key_id(SECOND)}:")


def test_a_token_of_an_unknown_key_says_which_key_is_missing():
    token = keyring([FIRST], [FernetCipher()]).seal("13900000000")

    with pytest.raises(Unreadable, match=key_id(FIRST)):
        keyring([SECOND], [FernetCipher()]).open(token)


def test_what_is_no_token_is_called_so_and_not_shown():
    with pytest.raises(Unreadable) as refused:
        keyring([FIRST], [FernetCipher()]).open("13900000000")

    assert str(refused.value) == "这一栏存的不是密文。"


def test_a_ring_without_keys_does_not_begin():
    with pytest.raises(ValueError, match="MINGTANG_PRIVACY_KEYS"):
        keyring([], [FernetCipher()])


def test_a_keyed_hash_depends_on_value_and_key_and_on_nothing_else():
    ring = keyring([SECOND, FIRST], [FernetCipher()])

    assert ring.hashes("13900000000") == [
        *keyring([SECOND], [Sm4Cipher()]).hashes("13900000000"),
        *keyring([FIRST], [Sm4Cipher()]).hashes("13900000000"),
    ]
    assert len(set(ring.hashes("13900000000") + ring.hashes("13900000001"))) == 4
