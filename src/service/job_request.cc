#include "service/job_request.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::service {
namespace {

constexpr std::size_t longest_text = 4096;

std::unexpected<Error> must_be(const char* name, const std::string& what) {
  return fail(ErrorCode::usage, std::string(name) + " must be " + what);
}

}  // namespace

Result<> has_only(const Json& request, std::initializer_list<std::string_view> names) {
  if (!request.is_object()) return fail(ErrorCode::usage, "the request must be a JSON object");
  for (const auto& [name, value] : request.items())
    if (std::ranges::find(names, name) == names.end())
      return fail(ErrorCode::usage, "the request has a field that is not known: " + base::printable(name, 60));
  return {};
}

Result<std::string> text_in(const Json& request, const char* name, std::initializer_list<std::string_view> one_of) {
  const auto found = request.find(name);
  std::string text;
  if (found != request.end()) {
    if (!found->is_string()) return must_be(name, "a text");
    text = found->get<std::string>();
    if (text.size() > longest_text || text.contains('\0')) return must_be(name, "a text of at most 4096 bytes");
  }
  if (one_of.size() > 0 && std::ranges::find(one_of, text) == one_of.end())
    return must_be(name, "one of: " + base::join({one_of.begin(), one_of.end()}, " "));
  return text;
}

Result<std::vector<std::string>> texts_in(const Json& request, const char* name, std::size_t most) {
  std::vector<std::string> texts;
  const auto found = request.find(name);
  if (found == request.end()) return texts;
  if (!found->is_array() || found->size() > most) return must_be(name, fmt::format("a list of at most {} texts", most));
  for (const auto& one : *found) {
    if (!one.is_string() || one.get_ref<const std::string&>().size() > longest_text)
      return must_be(name, "a list of texts");
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

Result<bool> flag_in(const Json& request, const char* name) {
  const auto found = request.find(name);
  if (found == request.end()) return false;
  if (!found->is_boolean()) return must_be(name, "true or false");
  return found->get<bool>();
}

Result<std::uint64_t> number_in(const Json& request, const char* name, std::uint64_t otherwise, std::uint64_t most) {
  const auto found = request.find(name);
  if (found == request.end()) return otherwise;
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most)
    return must_be(name, fmt::format("a whole number of at most {}", most));
  return found->get<std::uint64_t>();
}

}  // namespace runseal::service
