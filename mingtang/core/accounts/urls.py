from django.urls import path

from mingtang.core.accounts.views import account, external, second_factor, sign_in

app_name = "accounts"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("set-up/", second_factor.set_up, name="set-up"),
    path("recovery-codes/", second_factor.recovery_codes, name="recovery-codes"),
    path("password/", account.password, name="password"),
    path("confirm/", account.confirm, name="confirm"),
    path("me/", account.me, name="me"),
    path("external/", external.leave, name="external"),
    path("external/return/", external.come_back, name="external-return"),
]
