// The evidence log read and hashed a second time, straight from the words of RFC 9162 section 2.1.1 and C2SP
// tlog-tiles, sharing no code with src/evidence: what the tests compare with.
#pragma once

#include <openssl/sha.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace runseal::test {

using OracleHash = std::array<unsigned char, 32>;

inline OracleHash oracle_sha256(const std::string& bytes) {
  OracleHash hash{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data());
  return hash;
}

inline std::string oracle_text(const OracleHash& hash) { return {hash.begin(), hash.end()}; }

// MTH(D[from:to])
inline OracleHash oracle_root(const std::vector<std::string>& entries, std::size_t from, std::size_t to) {
  if (from == to) return oracle_sha256("");
  if (to - from == 1) return oracle_sha256(std::string(1, '\0') + entries[from]);
  std::size_t k = 1;
  while (k * 2 < to - from) k *= 2;
  return oracle_sha256("\1" + oracle_text(oracle_root(entries, from, from + k)) +
                       oracle_text(oracle_root(entries, from + k, to)));
}

inline OracleHash oracle_root(const std::vector<std::string>& entries) {
  return oracle_root(entries, 0, entries.size());
}

// The entries of a log with fewer than 256,000, from its bundle files.
inline std::vector<std::string> oracle_entries(const std::filesystem::path& log, std::size_t size) {
  std::vector<std::string> entries;
  for (std::size_t n = 0; n * 256 < size; ++n) {
    const auto width = std::min<std::size_t>(256, size - n * 256);
    auto name = std::string(3 - std::to_string(n).size(), '0') + std::to_string(n);
    if (width < 256) name += ".p/" + std::to_string(width);
    std::ifstream file(log / "tile" / "entries" / name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    for (std::size_t at = 0; at + 2 <= bytes.size();) {
      const auto length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]) * 256 +
                                                   static_cast<unsigned char>(bytes[at + 1]));
      entries.push_back(bytes.substr(at + 2, length));
      at += 2 + length;
    }
  }
  return entries;
}

}  // namespace runseal::test
