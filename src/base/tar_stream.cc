#include "base/tar_stream.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::base {
namespace {

constexpr std::size_t block_size = 512;
constexpr std::size_t longest_name = 100;                  // in the header itself
constexpr std::uint64_t largest_size = (1ULL << 33U) - 1;  // eleven octal digits
constexpr std::uint64_t longest_extension = 64U << 10U;
constexpr std::uint64_t largest_file = 1ULL << 50U;

// Where the fields lie (POSIX.1-2001, pax, "ustar Interchange Format").
constexpr std::size_t mode_at = 100, user_at = 108, group_at = 116, size_at = 124, size_width = 12, time_at = 136,
                      sum_at = 148, sum_width = 8, type_at = 156, magic_at = 257, prefix_at = 345, prefix_width = 155;

std::string octal(std::uint64_t number, std::size_t width) { return fmt::format("{:0{}o}", number, width - 1); }

std::uint64_t sum_of(std::string_view header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < header.size(); ++i)
    sum += i >= sum_at && i < sum_at + sum_width ? ' ' : static_cast<unsigned char>(header[i]);
  return sum;
}

std::string text_at(std::string_view header, std::size_t at, std::size_t width) {
  const auto field = header.substr(at, width);
  return std::string(field.substr(0, field.find('\0')));
}

std::optional<std::uint64_t> octal_at(std::string_view header, std::size_t at, std::size_t width) {
  const auto field = text_at(header, at, width);
  const auto text = trim(field);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 8);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::uint64_t padding_after(std::uint64_t size) { return (block_size - size % block_size) % block_size; }

// "27 path=…\n": the length counts itself.
std::string pax_record(const std::string& key, const std::string& value) {
  const auto rest = key.size() + value.size() + 3;
  auto length = rest + 1;
  while (std::to_string(length).size() + rest != length) length = std::to_string(length).size() + rest;
  return fmt::format("{} {}={}\n", length, key, value);
}

std::unexpected<Error> no_tar(const std::string& why) {
  return fail(ErrorCode::invalid, "not such an archive: " + why);
}

}  // namespace

Result<> TarWriter::header(const std::string& name, std::uint64_t size, char type) {
  std::string header(block_size, '\0');
  const auto put = [&](std::size_t at, std::string_view text) { header.replace(at, text.size(), text); };
  put(0, std::string_view(name).substr(0, longest_name));
  put(mode_at, octal(0600, 8));
  put(user_at, octal(0, 8));
  put(group_at, octal(0, 8));
  put(size_at, octal(std::min(size, largest_size), size_width));
  put(time_at, octal(0, 12));
  header[type_at] = type;
  put(magic_at, std::string_view("ustar\0"
                                 "00",
                                 8));
  put(sum_at, octal(sum_of(header), sum_width - 1));
  header[sum_at + sum_width - 1] = ' ';
  return out_(as_bytes(header));
}

Result<> TarWriter::pad(std::uint64_t size) {
  const std::string zeros(padding_after(size), '\0');
  return zeros.empty() ? Result<>{} : out_(as_bytes(zeros));
}

Result<> TarWriter::add(const std::string& name, std::uint64_t size, const NextPiece& content) {
  std::string extension;
  if (name.size() > longest_name) extension += pax_record("path", name);
  if (size > largest_size) extension += pax_record("size", std::to_string(size));
  if (!extension.empty()) {
    RUNSEAL_CHECK(header("pax", extension.size(), 'x'));
    RUNSEAL_CHECK(out_(as_bytes(extension)));
    RUNSEAL_CHECK(pad(extension.size()));
  }
  RUNSEAL_CHECK(header(name, size, '0'));
  std::uint64_t written = 0;
  for (;;) {
    RUNSEAL_TRY(const auto piece, content());
    written += piece.size();
    if (written > size || (piece.empty() && written < size))
      return fail(ErrorCode::invalid, "a file changed while it was read", name);
    if (piece.empty()) break;
    RUNSEAL_CHECK(out_(piece));
  }
  return pad(size);
}

Result<> TarWriter::add(const std::string& name, ByteView content) {
  bool given = false;
  return add(name, content.size(),
             [&]() -> Result<ByteView> { return std::exchange(given, true) ? ByteView{} : content; });
}

Result<> TarWriter::finish() {
  const std::string end(2 * block_size, '\0');
  return out_(as_bytes(end));
}

// At least one byte, at most so many; empty: the end.
Result<ByteView> TarReader::take(std::size_t most) {
  if (used_ == held_.size()) {
    RUNSEAL_TRY(const auto piece, in_());
    held_.assign(piece.begin(), piece.end());
    used_ = 0;
  }
  const auto size = std::min(most, held_.size() - used_);
  const auto view = ByteView(held_).subspan(used_, size);
  used_ += size;
  return view;
}

Result<Bytes> TarReader::block() {
  Bytes whole;
  while (whole.size() < block_size) {
    RUNSEAL_TRY(const auto some, take(block_size - whole.size()));
    if (some.empty()) return no_tar("it is cut short");
    whole.insert(whole.end(), some.begin(), some.end());
  }
  return whole;
}

Result<> TarReader::pass_over(std::uint64_t bytes) {
  while (bytes > 0) {
    RUNSEAL_TRY(const auto some, take(std::min<std::uint64_t>(bytes, 1U << 20U)));
    if (some.empty()) return no_tar("it is cut short");
    bytes -= some.size();
  }
  return {};
}

// What a pax header says of the file after it.
Result<> TarReader::extended(std::uint64_t size, Entry& entry, bool& sized) {
  if (size > longest_extension) return fail(ErrorCode::limit, "an archive with too long a header");
  std::string text;
  while (text.size() < size) {
    RUNSEAL_TRY(const auto some, take(size - text.size()));
    if (some.empty()) return no_tar("it is cut short");
    text += as_text(some);
  }
  RUNSEAL_CHECK(pass_over(padding_after(size)));
  for (std::string_view rest = text; !rest.empty();) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    const auto digits = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc() || length <= digits + 2 || length > rest.size() || rest[length - 1] != '\n')
      return no_tar("a header in it is damaged");
    const auto record = rest.substr(digits + 1, length - digits - 2);
    const auto equals = record.find('=');
    if (equals == std::string_view::npos) return no_tar("a header in it is damaged");
    const auto value = record.substr(equals + 1);
    if (record.substr(0, equals) == "path") entry.name = value;
    if (record.substr(0, equals) == "size") {
      const auto [stop, wrong] = std::from_chars(value.data(), value.data() + value.size(), entry.size);
      if (wrong != std::errc() || stop != value.data() + value.size()) return no_tar("a size in it is none");
      sized = true;
    }
    rest.remove_prefix(length);
  }
  return {};
}

Result<std::optional<TarReader::Entry>> TarReader::next() {
  if (ended_) return std::nullopt;
  RUNSEAL_CHECK(pass_over(left_));
  RUNSEAL_CHECK(pass_over(std::exchange(padding_, 0)));
  left_ = 0;
  Entry entry;
  bool sized = false;
  for (;;) {
    RUNSEAL_TRY(const auto bytes, block());
    const auto header = as_text(bytes);
    if (std::ranges::all_of(bytes, [](auto byte) { return byte == 0; })) {
      ended_ = true;
      return std::nullopt;
    }
    if (header.substr(magic_at, 5) != "ustar" || octal_at(header, sum_at, sum_width) != sum_of(header))
      return no_tar("no header where one must be");
    const auto size = octal_at(header, size_at, size_width);
    if (!size) return no_tar("a size in it is none");
    if (header[type_at] == 'x') {
      RUNSEAL_CHECK(extended(*size, entry, sized));
      continue;
    }
    if (header[type_at] != '0' && header[type_at] != '\0') return no_tar("it holds more than plain files");
    const auto prefix = text_at(header, prefix_at, prefix_width);
    if (entry.name.empty()) entry.name = (prefix.empty() ? "" : prefix + "/") + text_at(header, 0, longest_name);
    if (!sized) entry.size = *size;
    if (entry.size > largest_file) return fail(ErrorCode::limit, "too large a file in an archive");
    left_ = entry.size;
    padding_ = padding_after(entry.size);
    return entry;
  }
}

Result<ByteView> TarReader::piece() {
  if (left_ == 0) return ByteView{};
  RUNSEAL_TRY(const auto some, take(std::min<std::uint64_t>(left_, 1U << 20U)));
  if (some.empty()) return no_tar("it is cut short");
  left_ -= some.size();
  return some;
}

}  // namespace runseal::base
