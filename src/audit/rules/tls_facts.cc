#include "audit/rules/tls_facts.h"

#include <algorithm>

#include "audit/rules/facts.h"
#include "proto/tls_names.h"
#include "proto/tls_strength.h"

namespace runseal::audit {
namespace {

constexpr const char* v1_3 = "TLS 1.3";

bool is_weak_key(const std::string& key, unsigned bits) {
  if (key == "ED25519" || key == "ED448") return false;
  return bits < (key == "EC" ? 224U : 2048U);  // NIST SP 800-131A: 112 bits of strength
}

bool is_weak_digest(const std::string& digest) { return digest == "MD5" || digest == "SHA1" || digest == "MD4"; }

// What was accepted in a version, if it was asked for until nothing more was.
const std::vector<std::string>* whole_list(const std::optional<TlsFacts::Lists>& lists,
                                           const std::optional<std::map<std::string, bool>>& complete,
                                           const std::string& version) {
  if (!lists || !complete) return nullptr;
  const auto list = lists->find(version);
  const auto whole = complete->find(version);
  return list != lists->end() && whole != complete->end() && whole->second ? &list->second : nullptr;
}

// Throws Json::exception, or gives nothing for dates that are none.
std::optional<TlsCertificate> certificate(const Json& json) {
  TlsCertificate read;
  json.at("subject").get_to(read.subject);
  json.at("issuer").get_to(read.issuer);
  json.at("names").get_to(read.names);
  json.at("key").get_to(read.key);
  json.at("key-bits").get_to(read.key_bits);
  json.at("signature").get_to(read.signature);
  json.at("self-signed").get_to(read.self_signed);
  json.at("for-this-host").get_to(read.for_this_host);
  json.at("problems").get_to(read.problems);
  for (const auto& one : json.at("issuers"))
    read.issuers.push_back({one.at("subject").get<std::string>(), one.at("key").get<std::string>(),
                            one.at("key-bits").get<unsigned>(), one.at("signature").get<std::string>(),
                            one.at("self-signed").get<bool>()});
  const auto from = base::parse_instant(json.at("not-before").get<std::string>());
  const auto until = base::parse_instant(json.at("not-after").get<std::string>());
  if (!from || !until) return std::nullopt;
  read.not_before = *from;
  read.not_after = *until;
  return read;
}

std::optional<std::vector<TlsCertificate>> certificates(const model::Observation& observation) {
  const auto list = fact<std::vector<Json>>(observation, "tls.certificates");
  if (!list || list->empty()) return std::nullopt;
  std::vector<TlsCertificate> all;
  for (const auto& json : *list) {
    try {
      auto one = certificate(json);
      if (!one) return std::nullopt;
      all.push_back(*std::move(one));
    } catch (const Json::exception&) {
      return std::nullopt;
    }
  }
  return all;
}

}  // namespace

TlsFacts tls_facts(const model::Observation& observation) {
  const auto& o = observation;
  TlsFacts facts;
  if (const auto at = base::parse_instant(o.at)) facts.at = *at;
  facts.versions = fact<std::map<std::string, bool>>(o, "tls.versions");
  facts.hung_up = fact<std::map<std::string, std::string>>(o, "tls.hung-up").value_or(facts.hung_up);
  facts.suites = fact<TlsFacts::Lists>(o, "tls.suites");
  facts.suites_complete = fact<std::map<std::string, bool>>(o, "tls.suites-complete");
  facts.groups = fact<TlsFacts::Lists>(o, "tls.groups");
  facts.groups_complete = fact<std::map<std::string, bool>>(o, "tls.groups-complete");
  facts.dh_bits = fact<unsigned>(o, "tls.dh-bits");
  facts.compression = fact<bool>(o, "tls.compression");
  facts.secure_renegotiation = fact<bool>(o, "tls.secure-renegotiation");
  facts.stapled = fact<bool>(o, "tls.stapled");
  facts.certificates = certificates(o);
  return facts;
}

bool TlsFacts::accepts(const std::string& version) const {
  if (!versions) return false;
  const auto found = versions->find(version);
  return found != versions->end() && found->second;
}

bool TlsFacts::versions_known() const {
  return versions && std::ranges::all_of(proto::all_tls_versions, [&](proto::TlsVersion version) {
           return versions->contains(proto::name(version));
         });
}

std::vector<std::string> TlsFacts::old_versions() const {
  std::vector<std::string> old;
  for (const auto* version : {"SSL 3.0", "TLS 1.0", "TLS 1.1"})
    if (accepts(version)) old.emplace_back(version);
  return old;
}

bool TlsFacts::only_old_versions() const { return !old_versions().empty() && !accepts("TLS 1.2") && !accepts(v1_3); }

bool TlsFacts::suites_known() const {
  if (!versions_known()) return false;
  const auto known = [&](const std::string& version) {
    const auto* list = whole_list(suites, suites_complete, version);
    return list && !list->empty() && std::ranges::all_of(*list, proto::is_tls_suite);
  };
  if (accepts(v1_3) && !known(v1_3)) return false;
  const auto old = old_versions();
  const auto newest = accepts("TLS 1.2") ? "TLS 1.2" : old.empty() ? std::string() : old.back();
  return newest.empty() ? accepts(v1_3) : known(newest);
}

bool TlsFacts::key_exchange_known() const {
  if (!suites) return false;
  for (const auto& [version, list] : *suites) {
    const auto any = [&](const char* kind) {
      return std::ranges::any_of(list, [&](const std::string& suite) { return suite.starts_with(kind); });
    };
    const bool curves = version == v1_3 || any("TLS_ECDHE_") || any("TLS_ECDH_anon_");
    const auto* chosen = whole_list(groups, groups_complete, version);
    if (curves && (!chosen || chosen->empty())) return false;
    if ((any("TLS_DHE_") || any("TLS_DH_anon_")) && !dh_bits) return false;
  }
  return true;
}

std::vector<std::string> TlsFacts::all_suites() const {
  std::vector<std::string> all;
  if (suites)
    for (const auto& [version, list] : *suites) all.insert(all.end(), list.begin(), list.end());
  return all;
}

std::vector<std::string> TlsFacts::suites_that(bool (*are)(std::string_view)) const {
  auto all = all_suites();
  std::erase_if(all, [&](const std::string& suite) { return !are(suite); });
  return all;
}

bool TlsFacts::only_suites_that(bool (*are)(std::string_view)) const {
  const auto all = all_suites();
  return !all.empty() && suites_that(are).size() == all.size();
}

std::vector<std::string> TlsFacts::weak_groups() const {
  std::vector<std::string> weak;
  if (groups)
    for (const auto& [version, list] : *groups)
      for (const auto& group : list)
        if (proto::is_weak_group(group) && std::ranges::find(weak, group) == weak.end()) weak.push_back(group);
  return weak;
}

bool is_out_of_date(const TlsCertificate& certificate, Instant at) {
  return at < certificate.not_before || at > certificate.not_after;
}

bool has_weak_key(const TlsCertificate& certificate) {
  return is_weak_key(certificate.key, certificate.key_bits) ||
         std::ranges::any_of(certificate.issuers,
                             [](const TlsIssuer& issuer) { return is_weak_key(issuer.key, issuer.key_bits); });
}

// A root's signature under itself proves nothing and harms nothing.
bool has_weak_signature(const TlsCertificate& certificate) {
  if (!certificate.self_signed && is_weak_digest(certificate.signature)) return true;
  return std::ranges::any_of(certificate.issuers, [](const TlsIssuer& issuer) {
    return !issuer.self_signed && is_weak_digest(issuer.signature);
  });
}

}  // namespace runseal::audit
