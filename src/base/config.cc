#include "base/config.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "base/capture_config.h"
#include "base/mail_config.h"
#include "base/openid_config.h"
#include "base/toml.h"

namespace runseal::base {
namespace {

constexpr std::size_t max_config = 256U << 10U;

struct Setting {
  ConfigKey key;
  std::function<Result<>(Config&, const toml::node&)> apply;
  Result<> (*of_captures)(CaptureConfig&, const toml::node&) = nullptr;
};

Setting text(std::string name, std::string fallback, std::string meaning, std::string Config::* member) {
  return {{std::move(name), std::move(fallback), std::move(meaning)},
          [member](Config& config, const toml::node& node) -> Result<> {
            const auto value = node.value_exact<std::string>();
            if (!value) return fail(ErrorCode::invalid, "must be a text in quotes");
            config.*member = *value;
            return {};
          }};
}

Result<std::vector<std::string>> folders_in(const toml::node& node) {
  const auto* list = node.as_array();
  if (list == nullptr) return fail(ErrorCode::invalid, "must be a list of folders");
  std::vector<std::string> values;
  for (const auto& one : *list) {
    const auto value = one.value_exact<std::string>();
    if (!value || !value->starts_with('/')) return fail(ErrorCode::invalid, "must be a list of absolute folders");
    values.push_back(*value);
  }
  return values;
}

Setting folders(std::string name, std::string meaning, std::vector<std::string> Config::* member) {
  return {{std::move(name), "[]", std::move(meaning)}, [member](Config& config, const toml::node& node) -> Result<> {
            RUNSEAL_TRY(config.*member, folders_in(node));
            return {};
          }};
}

// Read by load_capture_config(), with the same function.
Setting captures(ConfigKey key, Result<> (*apply)(CaptureConfig&, const toml::node&)) {
  return {std::move(key),
          [apply](Config&, const toml::node& node) -> Result<> {
            CaptureConfig checked;
            return apply(checked, node);
          },
          apply};
}

// Read by load_openid_config(); here it is only held against its type.
Setting openid(std::string name, std::string meaning) {
  return {{std::move(name), "\"\"", std::move(meaning)}, [](Config&, const toml::node& node) -> Result<> {
            if (!node.is_string()) return fail(ErrorCode::invalid, "must be a text in quotes");
            return {};
          }};
}

// Read by load_mail_config(); here they are only held against what they may be.
Setting mail(std::string name, std::string fallback, std::string meaning,
             std::function<Result<>(const toml::node&)> check) {
  return {{std::move(name), std::move(fallback), std::move(meaning)},
          [check = std::move(check)](Config&, const toml::node& node) { return check(node); }};
}

Result<> is_text(const toml::node& node) {
  if (!node.is_string()) return fail(ErrorCode::invalid, "must be a text in quotes");
  return {};
}

Result<> is_mail_sender(const toml::node& node) {
  RUNSEAL_CHECK(is_text(node));
  const auto text = node.value_or<std::string>({});
  if (!text.empty() && !is_mail_address(text))
    return fail(ErrorCode::invalid, "must be an address such as runseal@lab.example");
  return {};
}

Result<> are_mail_addresses(const toml::node& node) {
  const auto* list = node.as_array();
  const bool sound = list != nullptr && std::ranges::all_of(*list, [](const toml::node& one) {
                       const auto text = one.value_exact<std::string>();
                       return text && is_mail_address(*text);
                     });
  if (!sound) return fail(ErrorCode::invalid, "must be a list of addresses such as it@lab.example");
  return {};
}

std::function<Result<>(const toml::node&)> one_of(const std::string& first, const std::string& second) {
  return [first, second](const toml::node& node) -> Result<> {
    const auto text = node.value_exact<std::string>();
    if (text != first && text != second)
      return fail(ErrorCode::invalid, fmt::format("must be \"{}\" or \"{}\"", first, second));
    return {};
  };
}

Setting mail_number(std::string name, std::int64_t fallback, std::int64_t high, const std::string& meaning) {
  return mail(std::move(name), std::to_string(fallback), fmt::format("{} (1 to {})", meaning, high),
              [high](const toml::node& node) -> Result<> {
                const auto value = node.value_exact<std::int64_t>();
                if (!value || *value < 1 || *value > high)
                  return fail(ErrorCode::invalid, fmt::format("must be a whole number from 1 to {}", high));
                return {};
              });
}

Setting mail_to(const std::string& kind, const std::string& what) {
  return mail("mail.to_" + kind, "[]", "addresses that are told " + what, are_mail_addresses);
}

template <class T>
Setting number(std::string name, std::int64_t fallback, std::int64_t low, std::int64_t high, std::string meaning,
               T Config::* member) {
  return {{std::move(name), std::to_string(fallback), fmt::format("{} ({} to {})", meaning, low, high)},
          [=](Config& config, const toml::node& node) -> Result<> {
            const auto value = node.value_exact<std::int64_t>();
            if (!value || *value < low || *value > high)
              return fail(ErrorCode::invalid, fmt::format("must be a whole number from {} to {}", low, high));
            config.*member = T(static_cast<int>(*value));
            return {};
          }};
}

Setting flag(std::string name, std::string meaning, bool Config::* member) {
  return {{std::move(name), "false", std::move(meaning)}, [member](Config& config, const toml::node& node) -> Result<> {
            const auto value = node.value_exact<bool>();
            if (!value) return fail(ErrorCode::invalid, "must be true or false");
            config.*member = *value;
            return {};
          }};
}

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = {
      text("site", "\"\"", "name of the site, for devices that name none", &Config::site),
      text("organisation", "\"\"", "name of the organisation, as printed on a reply", &Config::organisation),
      text("reply.language", "\"notice\"", "the language: en, lv, or notice for the notice's own", &Config::language),
      number("audit.time_limit_seconds", 10, 1, 600, "time for one endpoint, all questions together",
             &Config::audit_time_limit),
      number("audit.parallel", 64, 1, 1024, "endpoints that are asked at once, besides those that keep silent",
             &Config::audit_parallel),
      number("audit.per_host", 4, 1, 64, "endpoints asked at once on one host", &Config::audit_per_host),
      text("audit.ca_file", "\"\"", "certificates (PEM) of the site's own authorities, believed besides the system's",
           &Config::audit_ca_file),
      text("audit.known_hosts", "\"\"",
           "file of known SSH host keys; empty: ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts",
           &Config::audit_known_hosts),
      number("case.measurement_valid_days", 90, 1, 3650, "days after which a measurement must be repeated",
             &Config::measurement_valid_days),
      number("case.max_exception_days", 365, 1, 3650, "longest time that an exception may last",
             &Config::max_exception_days),
      folders("console.run_folders",
              "folders below which runs may be verified, sealed and sent from the console; none: it may do none of it",
              &Config::console_run_folders),
      captures(
          {"console.capture_folders", "[]",
           "folders below which captures may be read from the console; none: it takes only those that are uploaded"},
          [](CaptureConfig& config, const toml::node& node) -> Result<> {
            RUNSEAL_TRY(config.folders, folders_in(node));
            return {};
          }),
      captures({"console.capture_gigabytes", "8", "largest capture that may be uploaded, in GB (1 to 10000)"},
               [](CaptureConfig& config, const toml::node& node) -> Result<> {
                 const auto value = node.value_exact<std::int64_t>();
                 if (!value || *value < 1 || *value > 10'000)
                   return fail(ErrorCode::invalid, "must be a whole number from 1 to 10000");
                 config.most_bytes = static_cast<std::uint64_t>(*value) * 1'000'000'000;
                 return {};
               }),
      text("console.listen", "\"127.0.0.1:7443\"", "address and port of the console; \":7443\" is every address",
           &Config::console_listen),
      text("console.certificate", "\"\"", "the site's own certificate (PEM, with its chain); empty: one is made",
           &Config::console_certificate),
      text("console.key", "\"\"", "its key (PEM, not locked)", &Config::console_key),
      flag("console.tls12", "also TLS 1.2, for browsers that have no 1.3", &Config::console_tls12),
      number("console.connections", 1024, 16, 65536, "connections to the console at once",
             &Config::console_connections),
      number("console.connections_per_address", 512, 4, 65536, "of them from one address (IPv6: one /64)",
             &Config::console_connections_per_address),
      openid("console.address", "address of the console as browsers see it, such as https://runseal.lab.example:7443"),
      openid("console.oidc_issuer", "identity provider (OpenID Connect) whose people sign in; empty: none"),
      openid("console.oidc_client_id", "the console's name there"),
      openid("console.oidc_client_secret_file", "file (mode 0600) with the secret that the provider gave; empty: none"),
      openid("console.oidc_name", "the provider as the page calls it"),
      openid("console.oidc_ca_file", "authorities (PEM) that vouch for the provider; empty: the system's"),
      mail("mail.server", "\"\"", "SMTP server that takes mail, such as smtp.lab.example:587; empty: no mail is sent",
           is_text),
      mail("mail.security", "\"starttls\"", "starttls, or tls from the first byte (port 465); without, nothing is sent",
           one_of("starttls", "tls")),
      mail("mail.from", "\"\"", "address that mail comes from", is_mail_sender),
      mail("mail.login_file", "\"\"", "file (mode 0600) with username = … and password = …; empty: no login", is_text),
      mail("mail.ca_file", "\"\"", "authorities (PEM) that vouch for the mail server; empty: the system's", is_text),
      mail("mail.language", "\"en\"", "en or lv", one_of("en", "lv")),
      mail_number("mail.gather_minutes", 10, 1440, "an address gets at most one mail in so many minutes"),
      mail_number("mail.ends_within_days", 14, 90, "days before its end at which one is told that something ends"),
      mail_to("connection_worse", "when a connection became worse"),
      mail_to("run_failed", "when a run is broken, or could not be sent"),
      mail_to("account_locked", "when sign-in is locked after wrong passwords"),
      mail_to("schedule_failed", "when scheduled work failed"),
      mail_to("ends_soon", "before an exception, an acceptance or a token ends"),
      mail_to("evidence_broken", "when a check of the evidence log found something wrong"),
      mail_to("disk_full", "when the disk of the data directory is nearly full"),
  };
  return all;
}

Result<> apply_table(Config& config, const toml::table& table, const std::string& prefix, const std::string& where) {
  for (const auto& [name, node] : table) {
    const auto full = prefix + std::string(name.str());
    const auto at = fmt::format("{}:{}", where, node.source().begin.line);
    if (const auto* inner = node.as_table()) {
      RUNSEAL_CHECK(apply_table(config, *inner, full + ".", where));
      continue;
    }
    const Setting* known = nullptr;
    for (const auto& setting : settings())
      if (setting.key.name == full) known = &setting;
    if (!known) return fail(ErrorCode::invalid, "unknown key \"" + full + "\"", at, "`runseal config` lists every key");
    if (const auto applied = known->apply(config, node); !applied)
      return fail(ErrorCode::invalid, full + " " + applied.error().what, at);
  }
  return {};
}

}  // namespace

const std::vector<ConfigKey>& config_keys() {
  static const auto keys = [] {
    std::vector<ConfigKey> out;
    for (const auto& setting : settings()) out.push_back(setting.key);
    return out;
  }();
  return keys;
}

Result<Config> parse_config(std::string_view text, const std::string& where) {
  const auto parsed = toml::parse(text);
  if (!parsed)
    return fail(ErrorCode::invalid, std::string(parsed.error().description()),
                fmt::format("{}:{}", where, parsed.error().source().begin.line));
  Config config;
  RUNSEAL_CHECK(apply_table(config, parsed.table(), "", where));
  if (config.language != "notice" && config.language != "en" && config.language != "lv")
    return fail(ErrorCode::invalid, "reply.language must be \"notice\", \"en\" or \"lv\"", where);
  if (config.console_certificate.empty() != config.console_key.empty())
    return fail(ErrorCode::invalid, "console.certificate and console.key belong together: give both or none", where);
  return config;
}

Result<Config> load_config(Files& files, const Path& path) {
  RUNSEAL_TRY(const auto there, files.exists(path));
  if (!there) return Config{};
  RUNSEAL_TRY(const auto content, files.read(path, max_config));
  return parse_config(as_text(content), path.string());
}

Result<CaptureConfig> load_capture_config(Files& files, const Path& path) {
  CaptureConfig config;
  RUNSEAL_TRY(const auto there, files.exists(path));
  if (!there) return config;
  RUNSEAL_TRY(const auto content, files.read(path, max_config));
  RUNSEAL_CHECK(parse_config(as_text(content), path.string()));
  const auto parsed = toml::parse(as_text(content));
  for (const auto& setting : settings())
    if (const auto node = parsed.table().at_path(setting.key.name); setting.of_captures != nullptr && node)
      RUNSEAL_CHECK(setting.of_captures(config, *node.node()));
  return config;
}

Result<OpenIdConfig> load_openid_config(Files& files, const Path& path) {
  RUNSEAL_TRY(const auto there, files.exists(path));
  if (!there) return OpenIdConfig{};
  RUNSEAL_TRY(const auto content, files.read(path, max_config));
  RUNSEAL_CHECK(parse_config(as_text(content), path.string()));
  const auto parsed = toml::parse(as_text(content));
  const auto console = parsed.table()["console"];
  const auto value = [&](const char* name) { return console[name].value_or<std::string>({}); };
  OpenIdConfig config{value("oidc_issuer"), value("oidc_client_id"), value("oidc_client_secret_file"),
                      value("oidc_name"),   value("oidc_ca_file"),   value("address")};
  if (config.issuer.empty()) return config;
  if (!config.issuer.starts_with("https://") || !config.address.starts_with("https://"))
    return fail(ErrorCode::invalid, "console.oidc_issuer and console.address must begin with https://", path.string());
  if (config.client_id.empty())
    return fail(ErrorCode::invalid, "console.oidc_issuer needs console.oidc_client_id", path.string());
  while (config.address.ends_with('/')) config.address.pop_back();
  if (config.name.empty()) config.name = config.issuer;
  return config;
}

}  // namespace runseal::base
