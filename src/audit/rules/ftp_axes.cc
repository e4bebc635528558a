#include "audit/rules/ftp_axes.h"

namespace runseal::audit {
namespace {

using model::Protection;

Axes in_clear_alone() {
  return {{Protection::absent, "The server offers no TLS: whoever is on the way can change every file unnoticed."},
          {Protection::absent, "The server offers no TLS: whoever is on the way reads every file and every password."},
          {Protection::absent,
           "The server offers no TLS: nothing proves who answers, and the password goes to whoever "
           "does."}};
}

// Anonymous visitors prove nothing of themselves, whatever TLS proves of the server.
model::Axis with_anonymous(model::Axis axis, const FtpFacts& facts) {
  if (facts.folder_open())
    return {Protection::absent, "Anybody may open this folder without a password: the server cannot tell who it is."};
  if (facts.anonymous_let_in() && !facts.folder_known())
    return perhaps_absent(std::move(axis),
                          "Somebody anonymous is let in; whether to this folder could not be measured.");
  if (facts.anonymous_let_in())
    return at_most_optional(std::move(axis), "Somebody anonymous is let in as well, though not to this folder.");
  if (!facts.anonymous_known())
    return not_shown(std::move(axis), "It could not be measured whether somebody anonymous is let in.");
  return axis;
}

Axes of_commands(const FtpFacts& facts, Axes tls) {
  if (facts.implicit) return tls;
  if (facts.plain_login == "offered")
    return at_most_optional(std::move(tls),
                            "TLS is offered, but a client that does not ask for it is served in clear, password and "
                            "files alike.");
  if (facts.anonymous == "accepted")
    return at_most_optional(std::move(tls), "TLS is offered, but somebody anonymous is served in clear.");
  if (!facts.plain_login_shown_refused() || !facts.anonymous)
    return not_shown(std::move(tls), "It could not be measured whether a login in clear is refused.");
  return tls;
}

// The commands of FTP and its files go over different connections, and PROT (RFC 2228) decides about the second.
Axes of_data(const FtpFacts& facts, Axes tls) {
  if (facts.protected_data == "refused")
    return alike(Protection::absent, "TLS covers the commands alone: the server does not protect the files (PROT P).");
  if (!facts.protected_data)
    return perhaps_absent(std::move(tls), "It could not be measured whether the server protects files (PROT P).");
  if (facts.session_clear_data == "not-refused")
    return at_most_optional(
        std::move(tls), "Inside TLS the server does not refuse files in clear to a client that asks for it (PROT C).");
  if (!facts.clear_data_shown_refused())
    return at_most_optional(std::move(tls),
                            "It was not shown that the server refuses to move files in clear beside the encrypted "
                            "commands; only a login shows it.");
  return tls;
}

}  // namespace

Axes ftp_axes(const FtpFacts& facts, Axes tls) {
  if (!facts.implicit && !facts.auth_tls)
    return alike(Protection::unknown, "It could not be measured whether TLS is offered.");
  auto axes = facts.tls_offered() ? of_data(facts, of_commands(facts, std::move(tls))) : in_clear_alone();
  axes.peer_authenticity = with_anonymous(std::move(axes.peer_authenticity), facts);
  return axes;
}

}  // namespace runseal::audit
