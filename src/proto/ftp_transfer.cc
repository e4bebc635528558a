#include "proto/ftp_transfer.h"

#include <arpa/inet.h>

#include <charconv>
#include <string>

namespace runseal::proto {
namespace {

// A number up to `most` off the front.
std::optional<unsigned> number(std::string_view& text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value > most) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool read_address(std::string_view text, FtpDataEnd& into) {
  const std::string address(text);
  if (address.empty()) return true;
  if (::inet_pton(AF_INET, address.c_str(), into.address.data()) == 1)
    into.size = 4;
  else if (::inet_pton(AF_INET6, address.c_str(), into.address.data()) == 1)
    into.size = 16;
  return into.size != 0;
}

}  // namespace

std::optional<FtpDataEnd> parse_ftp_port(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_of("0123456789"), text.size()));
  FtpDataEnd end;
  end.size = 4;
  unsigned port = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    if (i > 0) {
      if (!text.starts_with(',')) return std::nullopt;
      text.remove_prefix(1);
    }
    const auto value = number(text, 255);
    if (!value) return std::nullopt;
    if (i < 4)
      end.address[i] = static_cast<std::uint8_t>(*value);
    else
      port = port * 256 + *value;
  }
  end.port = static_cast<std::uint16_t>(port);
  return end;
}

std::optional<FtpDataEnd> parse_ftp_extended_port(std::string_view text) {
  if (const auto open = text.find('('); open != std::string_view::npos) text.remove_prefix(open + 1);
  if (text.size() < 5) return std::nullopt;
  const char bar = text[0];
  text.remove_prefix(1);
  const auto second = text.find(bar);
  const auto third = second == std::string_view::npos ? second : text.find(bar, second + 1);
  if (third == std::string_view::npos) return std::nullopt;
  FtpDataEnd end;
  if (!read_address(text.substr(second + 1, third - second - 1), end)) return std::nullopt;
  text.remove_prefix(third + 1);
  const auto port = number(text, 0xffff);
  if (!port || !text.starts_with(bar)) return std::nullopt;
  end.port = static_cast<std::uint16_t>(*port);
  return end;
}

std::optional<std::string> parse_ftp_folder(std::string_view text) {
  const auto open = text.find('"');
  if (open == std::string_view::npos) return std::nullopt;
  std::string folder;
  for (auto at = open + 1; at < text.size(); ++at) {
    if (text[at] != '"') {
      folder += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '"') {
      folder += text[at++];  // doubled: one of the name
    } else {
      return folder;
    }
  }
  return std::nullopt;
}

}  // namespace runseal::proto
