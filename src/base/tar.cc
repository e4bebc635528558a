#include "base/tar.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::base {
namespace {

constexpr std::size_t block = 512;
constexpr std::size_t record = 20 * block;  // what an archive is padded to

struct Field {
  std::size_t at;
  std::size_t width;
};
constexpr Field name_field{0, 100};
constexpr Field mode_field{100, 8};
constexpr Field user_field{108, 8};
constexpr Field group_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field time_field{136, 12};
constexpr Field sum_field{148, 8};
constexpr std::size_t type_at = 156;
constexpr std::size_t magic_at = 257;
constexpr Field prefix_field{345, 155};

void put(std::string& header, std::size_t at, std::string_view text) { header.replace(at, text.size(), text); }

void put_octal(std::string& header, Field field, std::uint64_t number) {
  put(header, field.at, fmt::format("{:0{}o}", number, field.width - 1));
}

// A long name is cut at a '/' that leaves both halves short enough; nothing when there is none.
std::optional<std::size_t> cut_of(const std::string& name) {
  if (name.size() <= name_field.width) return 0;
  const auto slash = name.find('/', name.size() - name_field.width - 1);
  if (slash == std::string::npos || slash == 0 || slash > prefix_field.width) return std::nullopt;
  return slash;
}

void pad_to(std::string& out, std::size_t unit) { out.resize((out.size() + unit - 1) / unit * unit, '\0'); }

}  // namespace

Result<> Tar::add(const std::string& name, ByteView content, unsigned mode) {
  const auto parts = split(name, '/');
  if (std::ranges::any_of(parts, [](const auto& part) { return part.empty() || part == "." || part == ".."; }))
    return fail(ErrorCode::invalid, "no name for a file of an archive", printable(name, 120));
  const auto cut = cut_of(name);
  if (!cut) return fail(ErrorCode::limit, "too long a name for an archive", name);
  if (content.size() >= std::uint64_t{1} << 33U) return fail(ErrorCode::limit, "too large for an archive", name);
  std::string header(block, '\0');
  put(header, name_field.at, *cut == 0 ? name : name.substr(*cut + 1));
  put(header, prefix_field.at, name.substr(0, *cut));
  put_octal(header, mode_field, mode);
  put_octal(header, user_field, 0);
  put_octal(header, group_field, 0);
  put_octal(header, size_field, content.size());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(modified_.time_since_epoch()).count();
  put_octal(header, time_field, static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 0)));
  header[type_at] = '0';
  put(header, magic_at, std::string_view("ustar\00000", 8));
  // summed as if its own field were spaces
  put(header, sum_field.at, "        ");
  const auto sum = std::accumulate(header.begin(), header.end(), std::uint64_t{0},
                                   [](std::uint64_t total, char c) { return total + static_cast<unsigned char>(c); });
  put(header, sum_field.at, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  out_ += header;
  out_.append(content.begin(), content.end());
  pad_to(out_, block);
  return {};
}

std::string Tar::finish() && {
  out_.append(2 * block, '\0');
  pad_to(out_, record);
  return std::move(out_);
}

}  // namespace runseal::base
