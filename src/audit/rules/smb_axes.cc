#include "audit/rules/smb_axes.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;
using Signing = SmbFacts::Signing;

Axis unknown(const char* what) { return {Protection::unknown, fmt::format("It could not be measured {}.", what)}; }

}  // namespace

Axis smb_integrity(const SmbFacts& facts) {
  if (facts.open_to_anybody())
    return {Protection::absent,
            "Anybody may open the share without a password, and such a session can never be signed."};
  if (!facts.smb1) return unknown("whether SMB 1 is answered");
  if (facts.encryption_shown_required())
    return {Protection::protected_,
            "A client that cannot encrypt was refused, and SMB 3 encryption also detects every change on the way."};
  if (*facts.smb1 && facts.dialects && facts.dialects->empty())
    return {Protection::optional, "Only SMB 1 is answered; its signatures are MD5 and belong to no modern protection."};
  const auto signing = facts.signing();
  if (signing == Signing::unknown) return unknown("whether each dialect requires signing");
  if (signing == Signing::disabled) return {Protection::absent, "The server does not sign messages at all."};
  if (signing == Signing::never)
    return {
        Protection::optional,
        "Signing is offered but not required: a client that does not ask for it sends files that anybody on the way "
        "can change unnoticed."};
  if (signing == Signing::some)
    return {Protection::optional, "Signing is required in some of the dialects that the server accepts, not in all."};
  if (*facts.smb1)
    return {Protection::optional, "SMB 2 and 3 require signing, but SMB 1 is answered, whose signatures are MD5."};
  if (!facts.anonymous_session || !facts.guest_session ||
      (facts.anonymous_session == "accepted" && !facts.share_without_login))
    return unknown("whether guests and anonymous users, whose sessions are never signed, can open the share");
  return {Protection::protected_, "Signing is required in every dialect that the server accepts."};
}

Axis smb_confidentiality(const SmbFacts& facts) {
  if (facts.open_to_anybody())
    return {Protection::absent,
            "Anybody may open the share without a password, and such a session is never encrypted."};
  if (facts.encryption_shown_required()) return {Protection::protected_, "A client that cannot encrypt was refused."};
  if (!facts.encryption_capable) return unknown("whether the server can encrypt");
  if (!*facts.encryption_capable)
    return {Protection::absent, "The server cannot encrypt: whoever is on the way reads every file."};
  if (facts.session_unencrypted == "served")
    return {Protection::optional, "The server can encrypt, but this share also served a client that cannot."};
  if (facts.smb1 == std::optional(true))
    return {Protection::optional, "The server can encrypt, but it answers SMB 1, which cannot."};
  return {Protection::optional,
          "The server can encrypt; whether it also serves clients that do not was not shown without a login."};
}

// Both ends prove themselves by the session key, which only they can derive from the password (or the Kerberos ticket);
// a message that carries no code made with it proves nothing. 3.1.1 binds the negotiation to that key as well.
Axis smb_peer_authenticity(const SmbFacts& facts) {
  if (facts.open_to_anybody())
    return {Protection::absent, "Anybody may open the share without a password: neither end proves who it is."};
  if (!facts.smb1 || !facts.dialects) return unknown("which dialects are accepted");
  if (!facts.anonymous_session || !facts.guest_session) return unknown("whether guests and anonymous users are let in");
  if (facts.anonymous_session == "accepted" && !facts.share_without_login && !facts.encryption_shown_required())
    return unknown("whether an anonymous session can open the share");
  if (facts.encryption_shown_required())
    return {Protection::protected_,
            "Every session must be encrypted with a key that only the two who know the password can derive."};
  const auto signing = facts.signing();
  if (facts.dialects->empty())
    return {Protection::optional, "Only SMB 1 is answered, which does not protect its own negotiation."};
  if (signing == Signing::unknown) return unknown("whether each dialect requires signing");
  if (signing == Signing::disabled)
    return {Protection::absent, "The server does not sign, so that no message proves where it comes from."};
  if (signing != Signing::always)
    return {Protection::optional,
            "Neither signing nor encryption is required: after the login no message has to prove where it comes from."};
  if (*facts.smb1) return {Protection::optional, "SMB 1 is answered, to which an attacker can talk a client down."};
  if (facts.guest_session == "accepted")
    return {Protection::optional, "A failed login becomes a guest session, which proves nothing."};
  if (const auto old = facts.old_dialects(); !old.empty())
    return {
        Protection::optional,
        fmt::format("Signed messages prove both ends, but SMB {} is accepted, whose negotiation an attacker can alter "
                    "unless the client checks it afterwards.",
                    base::join(old, ", "))};
  if (facts.preauth_integrity != std::optional(true)) return unknown("whether the negotiation is protected");
  return {
      Protection::protected_,
      "Every message is signed with a key that only the two who know the password can derive, and the negotiation is "
      "bound to it."};
}

}  // namespace runseal::audit
