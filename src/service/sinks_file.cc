#include "service/sinks_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/private_file.h"
#include "base/text.h"
#include "base/toml.h"

namespace runseal::service {
namespace {

constexpr std::size_t most_bytes = 64U << 10U;

std::string without_end(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Result<DeclaredSink> sink_in(const toml::table& table, const std::string& at) {
  DeclaredSink sink;
  for (const auto& [name, node] : table) {
    const auto value = node.value_exact<std::string>();
    const std::string key(name.str());
    if (!value) return fail(ErrorCode::invalid, key + " must be a text in quotes", at);
    if (key == "url")
      sink.url = without_end(*value);
    else
      sink.settings[key] = *value;
  }
  if (!sink.url.contains("://")) return fail(ErrorCode::invalid, "a sink has a url", at);
  return sink;
}

Result<std::vector<DeclaredSink>> parse(std::string_view text, const std::string& where) {
  const auto parsed = toml::parse(text);
  if (!parsed)
    return fail(ErrorCode::invalid, "not TOML: " + std::string(parsed.error().description()),
                fmt::format("{}:{}", where, parsed.error().source().begin.line));
  std::vector<DeclaredSink> sinks;
  for (const auto& [name, node] : parsed.table()) {
    const auto at = fmt::format("{}:{}", where, node.source().begin.line);
    const auto* list = node.as_array();
    if (name.str() != "sink" || list == nullptr)
      return fail(ErrorCode::invalid, "unknown: \"" + base::printable(std::string(name.str()), 60) + "\"", at,
                  "the file holds [[sink]] tables and nothing else");
    for (const auto& one : *list) {
      if (one.as_table() == nullptr) return fail(ErrorCode::invalid, "sink must be tables: [[sink]]", at);
      RUNSEAL_TRY(auto sink, sink_in(*one.as_table(), fmt::format("{}:{}", where, one.source().begin.line)));
      sinks.push_back(std::move(sink));
    }
  }
  return sinks;
}

}  // namespace

Result<std::vector<DeclaredSink>> declared_sinks(base::Files& files, const base::Path& data) {
  const auto file = data / "sinks.toml";
  RUNSEAL_TRY(const bool there, files.exists(file));
  if (!there) return std::vector<DeclaredSink>();
  RUNSEAL_TRY(const auto content, base::read_private(files, file, most_bytes));
  return parse(base::as_text(content), file.string());
}

Result<DeclaredSink> declared_sink(const std::vector<DeclaredSink>& all, const std::string& url) {
  const auto found = std::ranges::find(all, without_end(url), &DeclaredSink::url);
  if (found != all.end()) return *found;
  std::vector<std::string> urls;
  for (const auto& one : all) urls.push_back(one.url);
  return fail(ErrorCode::denied, "the service may not send to this place", base::printable(url, 120),
              urls.empty() ? "the administrator names such places in sinks.toml of the data directory"
                           : "name one of these: " + base::join(urls, ", "));
}

}  // namespace runseal::service
