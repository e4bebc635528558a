#include "proto/tls_strength.h"

#include <algorithm>

#include "proto/tls_names.h"

namespace runseal::proto {
namespace {

bool has(std::string_view suite, std::string_view part) { return suite.find(part) != std::string_view::npos; }

}  // namespace

bool is_tls_suite(std::string_view name) {
  const auto has_it = [&](std::span<const TlsName> known) {
    return std::ranges::find(known, name, &TlsName::name) != known.end();
  };
  return has_it(tls_other_suites()) ||
         std::ranges::any_of(all_tls_versions, [&](TlsVersion version) { return has_it(tls_suites(version)); });
}

bool encrypts_nothing(std::string_view suite) {
  return has(suite, "_WITH_NULL_") || suite == "TLS_SHA256_SHA256" || suite == "TLS_SHA384_SHA384";
}
bool authenticates_nobody(std::string_view suite) { return has(suite, "_anon_"); }

bool is_breakable(std::string_view suite) {
  return has(suite, "_EXPORT_") || has(suite, "_WITH_DES") || has(suite, "_RC2_") || has(suite, "_RC4_");
}

bool can_be_read(std::string_view suite) {
  return encrypts_nothing(suite) || authenticates_nobody(suite) || is_breakable(suite);
}

bool has_small_blocks(std::string_view suite) { return has(suite, "_3DES_") || has(suite, "_IDEA_"); }

bool keeps_no_secret(std::string_view suite) {
  const bool v1_3 = !has(suite, "_WITH_");
  return !v1_3 && !suite.starts_with("TLS_ECDHE_") && !suite.starts_with("TLS_DHE_") && !authenticates_nobody(suite);
}

bool shares_key(std::string_view suite) { return has(suite, "_PSK_"); }

bool rests_on_shared_key(std::string_view suite) { return suite.starts_with("TLS_PSK_"); }

bool chains_blocks(std::string_view suite) { return has(suite, "_CBC_"); }

bool is_weak_group(std::string_view group) {
  return group.starts_with("secp1") || group.starts_with("sect1");  // 160 to 193 bits
}

}  // namespace runseal::proto
