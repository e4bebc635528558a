#include "audit/rules/nfs_findings.h"

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Severity;

constexpr auto weak = NfsFlavour::weak;

std::vector<model::Clause> with(std::vector<model::Clause> clauses, const char* section, const char* title) {
  clauses.push_back({"RFC 7530", section, title});
  return clauses;
}

std::vector<model::Clause> negotiated(std::vector<model::Clause> clauses) {
  return with(with(std::move(clauses), "16.31", "Operation 33: SECINFO - Obtain Available Security"), "19",
              "Security Considerations");
}

bool kerberos(const NfsFacts& facts) {
  return facts.lists(NfsFlavour::authenticates) || facts.lists(NfsFlavour::detects_changes) ||
         facts.lists(NfsFlavour::encrypts);
}

bool accepts_weak(const NfsFacts& facts) { return facts.lists(weak) || facts.plain_served(); }

std::string by_version(const NfsFacts& facts) {
  std::vector<std::string> each;
  if (facts.v3.flavours) each.push_back("NFS 3: " + base::join(*facts.v3.flavours, ", "));
  if (facts.v4.flavours) each.push_back("NFS 4: " + base::join(*facts.v4.flavours, ", "));
  if (each.empty()) return "The export served a call with AUTH_SYS.";
  return fmt::format("The export lists {}.", base::join(each, "; "));
}

NfsRule nothing_protects() {
  return {
      {"nfs.nothing-protects",
       Severity::critical,
       "Nothing protects this export",
       "Every call goes in clear and unsigned, and the server believes whichever user a client claims to be "
       "(AUTH_SYS). Whoever is on the way can read and change every file, and any machine that the export lets in "
       "can write as anybody.",
       harms::all,
       negotiated(clauses::integrity()),
       {},
       {"nfs.v3.flavours", "nfs.v4.flavours", "nfs.tls"}},
      [](const NfsFacts& facts) { return accepts_weak(facts) && !kerberos(facts) && facts.tls != std::optional(true); },
      by_version};
}

NfsRule downgrade() {
  return {{"nfs.weak-beside-kerberos",
           Severity::high,
           "Kerberos is offered, and so is access without it",
           "A client that does not ask for Kerberos is served in clear with whichever user it claims to be, and "
           "somebody on the way can make a client believe that the server offers nothing better.",
           harms::all,
           negotiated(clauses::authenticity()),
           {},
           {"nfs.v3.flavours", "nfs.v4.flavours"}},
          [](const NfsFacts& facts) { return accepts_weak(facts) && kerberos(facts); },
          by_version};
}

NfsRule not_listed_but_served() {
  return {
      {"nfs.serves-what-it-does-not-list",
       Severity::critical,
       "A call that nothing protects was served, although the export does not list it",
       "What the export lists is not what the server does: look at its settings, and at those of the folders above.",
       harms::all,
       negotiated(clauses::authenticity()),
       {},
       {"nfs.v3.plain", "nfs.v4.plain", "nfs.v3.flavours", "nfs.v4.flavours"}},
      [](const NfsFacts& facts) { return facts.plain_served() && !facts.flavours().empty() && !facts.lists(weak); }};
}

NfsRule without_integrity() {
  return {{"nfs.krb5-without-integrity",
           Severity::high,
           "Kerberos is taken without protection of the data",
           "With krb5 the client proves who it is, but the data of its calls is neither signed nor encrypted: it can "
           "be changed on the way. krb5i signs it, krb5p encrypts it as well.",
           harms::changed,
           with(clauses::integrity(), "19", "Security Considerations"),
           {},
           {"nfs.v3.flavours", "nfs.v4.flavours"}},
          [](const NfsFacts& facts) { return facts.lists(NfsFlavour::authenticates); }};
}

NfsRule without_privacy() {
  return {{"nfs.kerberos-without-privacy",
           Severity::high,
           "Kerberos is taken without encryption",
           "krb5 and krb5i send every file in clear: whoever is on the way can read it. Only krb5p encrypts.",
           harms::read,
           with(clauses::confidentiality(), "19", "Security Considerations"),
           {},
           {"nfs.v3.flavours", "nfs.v4.flavours"}},
          [](const NfsFacts& facts) {
            return facts.lists(NfsFlavour::authenticates) || facts.lists(NfsFlavour::detects_changes);
          }};
}

NfsRule tls_not_required() {
  return {{"nfs.tls-not-required",
           Severity::high,
           "The server offers TLS, and serves this export without it",
           "A call in clear was served. Whether files are readable on the way is left to each client, and to whoever "
           "removes the offer of TLS on the way.",
           harms::all,
           [] {
             auto all = clauses::confidentiality();
             all.push_back({"RFC 9289", "abstract", "Towards Remote Procedure Call Encryption by Default"});
             return all;
           }(),
           {},
           {"nfs.tls", "nfs.v3.plain", "nfs.v4.plain"}},
          [](const NfsFacts& facts) { return facts.tls == std::optional(true) && facts.plain_served(); }};
}

NfsRule tls_without_users() {
  return {{"nfs.tls-proves-no-user",
           Severity::medium,
           "TLS protects the connection, but proves no user",
           "With AUTH_SYS inside TLS the server still believes whichever user a client claims to be: TLS proves "
           "machines at most. Any machine that is let in can write as anybody; only Kerberos proves a user.",
           harms::changed,
           negotiated(clauses::authenticity()),
           {},
           {"nfs.tls", "nfs.v3.flavours", "nfs.v4.flavours"}},
          [](const NfsFacts& facts) {
            return facts.tls == std::optional(true) && (facts.lists(weak) || facts.plain == "refused");
          }};
}

NfsRule open_to_everyone() {
  return {{"nfs.open-to-everyone",
           Severity::high,
           "The export is open to every machine",
           "The list of clients names everyone. With AUTH_SYS each of them may claim to be any user.",
           harms::all,
           clauses::authenticity(),
           {},
           {"nfs.open-to-everyone", "nfs.exports"}},
          [](const NfsFacts& facts) {
            return facts.open_to_everyone == std::optional(true) && (accepts_weak(facts) || facts.flavours().empty());
          }};
}

NfsRule root_not_squashed() {
  return {{"nfs.root-not-squashed",
           Severity::high,
           "A client's root is root on the export",
           "The server lets a client that claims to be root do what only root may there (no_root_squash), and believes "
           "the claim: any machine that is let in can read, change and delete everything, whatever the permissions of "
           "the files say.",
           harms::all,
           clauses::authenticity(),
           {},
           {"nfs.root"}},
          [](const NfsFacts& facts) { return facts.root == "kept"; }};
}

NfsRule version_2() {
  return {{"nfs.version-2-served",
           Severity::medium,
           "NFS 2 is served",
           "A protocol of 1989 that no client needs any more, and in which what an export asks for cannot be seen.",
           harms::changed,
           clauses::integrity(),
           {},
           {"nfs.versions"}},
          [](const NfsFacts& facts) { return facts.serves("2"); }};
}

NfsRule port_mapper() {
  return {{"nfs.port-mapper-answers",
           Severity::low,
           "The port mapper answers",
           "It tells everybody which services the machine has. NFS 4 does not need it: where NFS 3 is turned off, "
           "turn it off or shut port 111 as well.",
           {},
           {},
           {},
           {"nfs.rpcbind"}},
          [](const NfsFacts& facts) { return facts.rpcbind == "answered"; }};
}

}  // namespace

const std::vector<NfsRule>& nfs_rules() {
  static const auto rules = [] {
    std::vector<NfsRule> all{nothing_protects(),  downgrade(),        not_listed_but_served(),
                             without_integrity(), without_privacy(),  tls_not_required(),
                             tls_without_users(), open_to_everyone(), root_not_squashed(),
                             version_2(),         port_mapper()};
    for (auto& rule : nfs_scope_rules()) all.push_back(std::move(rule));
    return all;
  }();
  return rules;
}

}  // namespace runseal::audit
