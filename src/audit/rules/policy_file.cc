// policy.toml: [[raise]], [[demand]] and [[accept]] tables; everything in it is known, or the file is refused.
#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/judge.h"
#include "audit/rules/policy.h"
#include "base/endpoint.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/toml.h"

namespace runseal::audit {
namespace {

constexpr std::size_t max_policy = 256U << 10U;
constexpr std::size_t max_tables = 10'000;
constexpr std::size_t shortest_reason = 10;

// One table of the file, with the keys that it may have.
class Table {
 public:
  Table(const toml::table& table, std::string at) : table_(table), at_(std::move(at)) {}

  Result<> has_only(std::initializer_list<std::string_view> known) const {
    for (const auto& [name, node] : table_)
      if (std::ranges::find(known, name.str()) == known.end())
        return fail(ErrorCode::invalid, fmt::format("unknown key \"{}\"", base::printable(name.str(), 60)), at_,
                    fmt::format("known here: {}", fmt::join(known, ", ")));
    return {};
  }

  Result<std::string> text(std::string_view key) const {
    const auto value = table_[key].value_exact<std::string>();
    if (!value || base::trim(*value).empty()) return wrong(fmt::format("{} must be a text in quotes", key));
    return std::string(base::trim(*value));
  }

  Result<std::string> finding() const {
    RUNSEAL_TRY(auto id, text("finding"));
    if (id.starts_with("policy.")) return wrong("what the policy itself says can be neither raised nor accepted");
    const auto known = finding_ids();
    if (std::ranges::find(known, id) == known.end())
      return fail(ErrorCode::invalid, fmt::format("there is no finding \"{}\"", base::printable(id, 60)), at_,
                  "`runseal audit` shows the ids; docs/manual/rules.md lists them");
    return id;
  }

  Result<std::string> connection() const {
    RUNSEAL_TRY(const auto url, text("connection"));
    const auto endpoint = base::parse_endpoint(url);
    if (!endpoint) return wrong("connection: " + endpoint.error().what);
    return endpoint->url();
  }

  Result<std::string> connection_or_all() const {
    if (!table_.contains("connection")) return std::string();
    return connection();
  }

  // A TOML date, or the same in quotes.
  Result<Date> date(std::string_view key) const {
    std::string text;
    if (const auto value = table_[key].value_exact<toml::date>())
      text = fmt::format("{:04}-{:02}-{:02}", value->year, value->month, value->day);
    else
      text = table_[key].value_exact<std::string>().value_or("");
    const auto date = base::parse_date(text);
    if (!date) return wrong(fmt::format("{} must be a date such as 2027-03-31", key));
    return *date;
  }

  [[nodiscard]] std::unexpected<Error> wrong(std::string what) const {
    return fail(ErrorCode::invalid, std::move(what), at_);
  }

 private:
  const toml::table& table_;
  std::string at_;
};

Result<> read_raise(const Table& table, Policy& into) {
  RUNSEAL_CHECK(table.has_only({"finding", "severity", "connection"}));
  Policy::Raise one;
  RUNSEAL_TRY(one.finding, table.finding());
  RUNSEAL_TRY(const auto name, table.text("severity"));
  const auto severity = base::named<model::Severity>(name);
  if (!severity) return table.wrong("severity must be low, medium, high or critical");
  one.severity = *severity;
  RUNSEAL_TRY(one.connection, table.connection_or_all());
  into.raise.push_back(std::move(one));
  return {};
}

Result<> read_demand(const Table& table, Policy& into) {
  RUNSEAL_CHECK(table.has_only({"axis", "connection"}));
  Policy::Demand one;
  RUNSEAL_TRY(one.axis, table.text("axis"));
  if (one.axis != "integrity" && one.axis != "confidentiality" && one.axis != "peer-authenticity")
    return table.wrong("axis must be integrity, confidentiality or peer-authenticity");
  RUNSEAL_TRY(one.connection, table.connection_or_all());
  into.demand.push_back(std::move(one));
  return {};
}

Result<> read_accept(const Table& table, Date latest, Policy& into) {
  RUNSEAL_CHECK(table.has_only({"finding", "connection", "by", "reason", "until"}));
  Policy::Accept one;
  RUNSEAL_TRY(one.finding, table.finding());
  RUNSEAL_TRY(one.connection, table.connection());
  RUNSEAL_TRY(one.acceptance.by, table.text("by"));
  RUNSEAL_TRY(one.acceptance.reason, table.text("reason"));
  if (one.acceptance.reason.size() < shortest_reason)
    return table.wrong("an acceptance needs a reason that another person can follow");
  RUNSEAL_TRY(one.until, table.date("until"));
  if (one.until > latest)
    return table.wrong("an acceptance must end by " + base::format_date(latest) + " (case.max_exception_days)");
  one.acceptance.until = base::format_date(one.until);
  into.accept.push_back(std::move(one));
  return {};
}

Result<> read_table(const std::string& kind, const Table& table, Date latest, Policy& into) {
  if (kind == "raise") return read_raise(table, into);
  if (kind == "demand") return read_demand(table, into);
  if (kind == "accept") return read_accept(table, latest, into);
  return table.wrong("unknown table [[" + base::printable(kind, 60) + "]]: known are raise, demand and accept");
}

}  // namespace

Result<Policy> parse_policy(std::string_view text, const std::string& where, Date today, int longest) {
  const auto parsed = toml::parse(text);
  if (!parsed)
    return fail(ErrorCode::invalid, std::string(parsed.error().description()),
                fmt::format("{}:{}", where, parsed.error().source().begin.line));
  const auto latest = base::date_of(base::start_of(today) + std::chrono::days(longest));
  Policy policy;
  std::size_t count = 0;
  for (const auto& [kind, node] : parsed.table()) {
    const auto at = [&](const toml::node& of) { return fmt::format("{}:{}", where, of.source().begin.line); };
    const auto* tables = node.as_array();
    if (!tables)
      return fail(ErrorCode::invalid, fmt::format("unknown key \"{}\"", base::printable(kind.str(), 60)), at(node),
                  "a policy is made of [[raise]], [[demand]] and [[accept]]");
    for (const auto& one : *tables) {
      if (!one.is_table()) return fail(ErrorCode::invalid, "must be a table", at(one));
      if (++count > max_tables) return fail(ErrorCode::limit, "the policy has too many tables", at(one));
      RUNSEAL_CHECK(read_table(std::string(kind.str()), Table(*one.as_table(), at(one)), latest, policy));
    }
  }
  policy.sha256 = base::sha256_hex(base::as_bytes(text));
  return policy;
}

Result<Policy> load_policy(base::Files& files, const base::Path& file, Date today, int longest) {
  RUNSEAL_TRY(const auto content, files.read(file, max_policy));
  return parse_policy(base::as_text(content), file.string(), today, longest);
}

}  // namespace runseal::audit
