#include "audit/rules/ldap_axes.h"

namespace runseal::audit {
namespace {

using model::Protection;

Axes without_tls(const LdapFacts& facts) {
  if (!facts.mechanisms)
    return alike(Protection::unknown, "TLS is not offered; whether logins can be protected otherwise was not told.");
  if (facts.offers_kerberos())
    return alike(
        Protection::optional,
        "TLS is not offered. A Kerberos login can sign and encrypt what follows; that nothing else is accepted "
        "was not shown.");
  return {{Protection::absent, "The server offers no TLS: whoever is on the way can change every answer unnoticed."},
          {Protection::absent,
           "The server offers no TLS: whoever is on the way reads every answer, and the passwords of simple logins."},
          {Protection::absent, "The server offers no TLS: nothing proves who answers."}};
}

Axes beside_clear(const LdapFacts& facts, Axes tls) {
  if (facts.plain_bind == "taken")
    return at_most_optional(std::move(tls), "TLS is offered, but names and passwords are taken in clear as well.");
  if (facts.clear_search == "directory")
    return at_most_optional(std::move(tls), "TLS is offered, but the directory is read in clear as well.");
  if (!facts.plain_bind || !facts.clear_search)
    return not_shown(std::move(tls), "It could not be measured whether sessions in clear are refused.");
  if (!facts.clear_shown_refused())
    return at_most_optional(std::move(tls),
                            "TLS is offered and passwords are not taken in clear, but it was not shown that every "
                            "session in clear is refused.");
  return tls;
}

// Clients that say nothing of themselves prove nothing, whatever TLS proves of the server.
model::Axis with_anonymous(model::Axis axis, const LdapFacts& facts) {
  if (facts.anonymous_read == "open")
    return at_most_optional(std::move(axis), "The directory answers clients that do not say who they are.");
  if (!facts.anonymous_read)
    return not_shown(std::move(axis), "It could not be measured whether the directory answers anybody.");
  return axis;
}

}  // namespace

Axes ldap_axes(const LdapFacts& facts, Axes tls) {
  if (!facts.ldaps && !facts.start_tls)
    return alike(Protection::unknown, "It could not be measured whether TLS is offered.");
  auto axes = !facts.tls_offered() ? without_tls(facts)
              : facts.ldaps        ? std::move(tls)
                                   : beside_clear(facts, std::move(tls));
  axes.peer_authenticity = with_anonymous(std::move(axes.peer_authenticity), facts);
  return axes;
}

}  // namespace runseal::audit
