#include "service/openid.h"

#include <algorithm>

#include "base/hash.h"
#include "base/jws.h"
#include "base/mac.h"
#include "base/random.h"
#include "base/text.h"
#include "service/web_get.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_pending = 1000;
constexpr std::size_t longest_subject = 255;  // OpenID Connect Core, 2
constexpr auto clocks_differ = std::chrono::minutes(2);

std::string random_word() { return base::to_base64url(base::random_bytes(32)); }

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").contains(c);
    out += plain ? std::string(1, c) : "%" + base::to_hex(base::as_bytes({&c, 1}));
  }
  return out;
}

std::unexpected<Error> refused(const std::string& why) {
  return fail(ErrorCode::denied, "the identity provider's answer does not hold: " + why, {}, "sign in again");
}

// RFC 7636, 4.2
std::string challenge_of(const std::string& verifier) {
  return base::to_base64url(base::sha256(base::as_bytes(verifier)));
}

bool is_audience(const Json& claims, const std::string& client) {
  const auto audience = claims.value("aud", Json());
  if (audience.is_string()) return audience == client;
  if (!audience.is_array() || std::ranges::find(audience, Json(client)) == audience.end()) return false;
  return audience.size() == 1 || text_of(claims, "azp") == client;
}

std::optional<Instant> time_of(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const auto seconds = found->get<double>();
  if (!(seconds > 0 && seconds < 1e11)) return std::nullopt;
  return Instant{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
}

// OpenID Connect Core 3.1.3.1. The secret goes into the form where the provider takes it there: in the header (RFC
// 6749, 2.3.1) it is escaped, and not every provider knows that.
WebQuestion exchange(const Json& provider, const OpenIdSettings& settings, const std::string& code,
                     const std::string& verifier) {
  WebQuestion question{text_of(provider, "token_endpoint"),
                       settings.ca_file,
                       {},
                       {},
                       {{"grant_type", "authorization_code"},
                        {"code", code},
                        {"redirect_uri", settings.redirect_uri},
                        {"client_id", settings.client_id},
                        {"code_verifier", verifier}}};
  if (settings.client_secret.empty()) return question;
  const auto methods = provider.value("token_endpoint_auth_methods_supported", Json::array());
  if (methods.is_array() && std::ranges::find(methods, Json("client_secret_post")) != methods.end()) {
    question.form["client_secret"] = settings.client_secret;
  } else {
    question.user = escaped(settings.client_id);
    question.password = escaped(settings.client_secret);
  }
  return question;
}

}  // namespace

Result<std::string> judge_claims(const Json& claims, const OpenIdSettings& settings, const std::string& nonce,
                                 Instant now) {
  if (text_of(claims, "iss") != settings.issuer) return refused("another issuer");
  if (!is_audience(claims, settings.client_id)) return refused("it is meant for somebody else");
  const auto expires = time_of(claims, "exp");
  const auto issued = time_of(claims, "iat");
  if (!expires || now >= *expires + clocks_differ) return refused("it is too old");
  if (!issued || *issued > now + clocks_differ) return refused("it comes from the future: compare the clocks");
  if (nonce.empty() || !base::same_secret(text_of(claims, "nonce"), nonce))
    return refused("it answers another question");
  const auto subject = text_of(claims, "sub");
  if (subject.empty() || subject.size() > longest_subject || base::printable(subject, longest_subject) != subject)
    return refused("it names nobody");
  return settings.issuer + " " + subject;
}

// OpenID Connect Discovery 1.0, 4
Result<Json> OpenId::described(const OpenIdSettings& settings) {
  auto address = settings.issuer;
  while (address.ends_with('/')) address.pop_back();
  RUNSEAL_TRY(auto document, ask_web({address + "/.well-known/openid-configuration", settings.ca_file, {}, {}, {}}));
  if (text_of(document, "issuer") != settings.issuer)
    return fail(ErrorCode::invalid, "the identity provider calls itself something else",
                base::printable(text_of(document, "issuer"), 200), "name exactly this as console.oidc_issuer");
  for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"})
    if (!text_of(document, name).starts_with("https://"))
      return fail(ErrorCode::invalid, std::string("the identity provider names no https address as ") + name,
                  settings.issuer);
  return document;
}

Result<OpenId::Begun> OpenId::begin(const OpenIdSettings& settings, Instant now) {
  RUNSEAL_TRY(const auto provider, described(settings));
  const auto state = random_word();
  const Pending pending{random_word(), random_word(), random_word(), now + lasts};
  {
    const std::lock_guard lock(lock_);
    std::erase_if(pending_, [&](const auto& one) { return one.second.until <= now; });
    if (pending_.size() >= most_pending)
      return fail(ErrorCode::unavailable, "too many are signing in at this moment", {}, "try again in a minute");
    pending_.emplace(state, pending);
  }
  auto address = text_of(provider, "authorization_endpoint");
  address += address.contains('?') ? '&' : '?';
  address += "response_type=code&scope=openid&client_id=" + escaped(settings.client_id) +
             "&redirect_uri=" + escaped(settings.redirect_uri) + "&state=" + state + "&nonce=" + pending.nonce +
             "&code_challenge=" + challenge_of(pending.verifier) + "&code_challenge_method=S256";
  return Begun{address, pending.binding};
}

Result<OpenId::Pending> OpenId::take(const std::string& state, Instant now) {
  const std::lock_guard lock(lock_);
  const auto found = pending_.find(state);
  if (found == pending_.end()) return refused("nobody began this here, or it was used already");
  auto pending = std::move(found->second);
  pending_.erase(found);
  if (pending.until <= now) return refused("it took too long");
  return pending;
}

Result<std::string> OpenId::finish(const OpenIdSettings& settings, const Return& back, Instant now) {
  RUNSEAL_TRY(const auto pending, take(back.state, now));
  if (!base::same_secret(pending.binding, back.binding)) return refused("another browser began this");
  if (!back.error.empty() || back.code.empty()) return refused(base::printable(back.error, 100));
  RUNSEAL_TRY(const auto provider, described(settings));
  RUNSEAL_TRY(const auto answer, ask_web(exchange(provider, settings, back.code, pending.verifier)));
  RUNSEAL_TRY(const auto keys, ask_web({text_of(provider, "jwks_uri"), settings.ca_file, {}, {}, {}}));
  RUNSEAL_TRY(const auto claims, base::signed_claims(text_of(answer, "id_token"), keys));
  return judge_claims(claims, settings, pending.nonce, now);
}

}  // namespace runseal::service
