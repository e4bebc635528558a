#include "audit/rules/nfs_facts.h"

#include <algorithm>

#include "audit/rules/facts.h"
#include "base/endpoint.h"

namespace runseal::audit {
namespace {

using Lists = std::map<std::string, std::vector<std::string>>;

bool contains(const std::optional<std::vector<std::string>>& list, const std::string& what) {
  return list && std::ranges::find(*list, what) != list->end();
}

NfsVersion version(const model::Observation& o, const std::string& name, bool served) {
  NfsVersion one;
  one.served = served;
  one.flavours = fact<std::vector<std::string>>(o, "nfs." + name + ".flavours");
  if (one.flavours && one.flavours->empty()) one.flavours.reset();
  one.plain = one_of(o, "nfs." + name + ".plain", {"served", "refused"});
  return one;
}

}  // namespace

NfsFlavour nfs_flavour(const std::string& name) {
  if (name == "krb5p") return NfsFlavour::encrypts;
  if (name == "krb5i") return NfsFlavour::detects_changes;
  if (name == "krb5") return NfsFlavour::authenticates;
  if (name == "sys" || name == "none" || name == "dh") return NfsFlavour::weak;
  return NfsFlavour::unclear;
}

NfsFacts nfs_facts(const model::Observation& o) {
  NfsFacts facts;
  const auto endpoint = base::parse_endpoint(o.endpoint);
  facts.names_export = endpoint && !endpoint->path.empty();
  facts.versions = fact<std::vector<std::string>>(o, "nfs.versions");
  if (facts.versions && facts.versions->empty()) facts.versions.reset();
  facts.v3 = version(o, "v3", facts.serves("3"));
  facts.v4 = version(o, "v4", facts.serves("4.0") || facts.serves("4.1") || facts.serves("4.2"));
  facts.v4_export = one_of(o, "nfs.v4.export", {"found", "not-found", "refused"});
  facts.v3_mount = one_of(o, "nfs.v3.mount", {"accepted", "not-found", "refused"});
  facts.v3_elsewhere = fact<Lists>(o, "nfs.v3.elsewhere");
  facts.v4_way = fact<Lists>(o, "nfs.v4.way");
  facts.exports = fact<Lists>(o, "nfs.exports");
  facts.plain = one_of(o, "nfs.plain", {"refused"});
  facts.tls = fact<bool>(o, "nfs.tls");
  facts.tls_seen = tls_facts(o);
  facts.open_to_everyone = fact<bool>(o, "nfs.open-to-everyone");
  facts.root = one_of(o, "nfs.root", {"kept"});
  facts.rpcbind = one_of(o, "nfs.rpcbind", {"answered", "silent"});
  facts.reserved_port = one_of(o, "nfs.source-port", {"reserved"}).has_value();
  return facts;
}

bool NfsFacts::serves(const std::string& version) const { return contains(versions, version); }

std::set<std::string> NfsFacts::flavours() const {
  std::set<std::string> all;
  for (const auto* one : {&v3, &v4})
    if (one->flavours) all.insert(one->flavours->begin(), one->flavours->end());
  return all;
}

bool NfsFacts::lists(NfsFlavour strength) const {
  return std::ranges::any_of(flavours(), [&](const auto& name) { return nfs_flavour(name) == strength; });
}

bool NfsFacts::plain_served() const { return v3.plain == "served" || v4.plain == "served"; }

bool NfsFacts::tls_shown_required() const {
  if (tls != std::optional(true)) return false;
  if (!versions) return plain == "refused";
  if (serves("2")) return false;
  return std::ranges::all_of(std::initializer_list<const NfsVersion*>{&v3, &v4}, [](const NfsVersion* one) {
    return !one->served || (one->plain == "refused" && contains(one->flavours, "sys"));
  });
}

}  // namespace runseal::audit
