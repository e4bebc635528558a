#include "capture/dissectors/ftp_flow.h"

#include "capture/dissectors/shown_name.h"
#include "proto/ftp_transfer.h"

namespace runseal::capture {
namespace {

constexpr std::size_t longest_line = 4096;

bool is_text(std::uint8_t byte) { return (byte >= 0x20 && byte < 0x7f) || byte == '\r' || byte == '\n'; }

// Behind TLS: what no record of TLS is, and a line of FTP may be.
bool looks_like_lines(ByteView bytes) {
  const auto front = bytes.first(std::min<std::size_t>(bytes.size(), 64));
  return front.size() >= 5 && std::ranges::all_of(front, is_text) && bytes.back() == '\n';
}

std::string upper(std::string_view word) {
  std::string out(word);
  for (auto& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

Address address_of(const proto::FtpDataEnd& end, const Address& otherwise) {
  if (end.size == 4) return v4_address(ByteView(end.address).first(4));
  if (end.size == 16) return v6_address(end.address);
  return otherwise;
}

}  // namespace

FtpFlow::FtpFlow(const FlowContext& flow)
    : flow_(flow),
      lines_{TextLines(longest_line, flow.from_start), TextLines(longest_line, flow.from_start)},
      files_(flow) {}

void FtpFlow::data(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  if (through_tls(from, bytes, missing, at)) return;
  lines_[index(from)].feed(bytes, [&](std::string_view line) {
    if (from == Side::client)
      on_command(line, at);
    else
      on_reply(line, at);
    return true;
  });
  if (missing > 0) gap(from, missing, at);
}

void FtpFlow::gap(Side from, std::uint64_t bytes, Moment at) {
  if (in_tls_) {
    frames_[index(from)].gap(bytes);
    return tls_->gap(from, bytes, at);
  }
  lost_.add(at, bytes);
  lines_[index(from)].lose();
}

// True: all of `bytes` was TLS. Else what is left of them is in clear.
bool FtpFlow::through_tls(Side from, ByteView& bytes, std::uint64_t missing, Moment at) {
  if (!in_tls_ && from == Side::client && (lines_[0].between() || lines_[0].waiting())) {
    const bool middle = !flow_.from_start && !bytes.empty() && bytes[0] == 23;
    if (begins_like_tls(bytes) == Match::yes || middle) {
      tls_ = std::make_unique<BehindTls>(flow_, !middle);
      tls_begun_.add(at);
      in_tls_ = true;
      server_in_tls_ = false;
      frames_[0] = frames_[1] = {};
    }
  }
  if (!in_tls_) return false;
  // where packets were captured out of order, the server's last answer in clear may stand behind the client's first TLS
  if (from == Side::server && !server_in_tls_ && looks_like_lines(bytes)) return false;
  server_in_tls_ = server_in_tls_ || from == Side::server;
  const auto inside = frames_[index(from)].feed(bytes);
  const bool ended = inside < bytes.size() && looks_like_lines(bytes.subspan(inside));
  if (!ended) {
    frames_[index(from)].gap(missing);
    tls_->data(from, bytes, missing, at);
    return true;
  }
  if (inside > 0) tls_->data(from, bytes.first(inside), 0, at);
  bytes = bytes.subspan(inside);
  in_tls_ = false;
  back_in_clear_.add(at);
  for (auto& lines : lines_) lines = TextLines(longest_line);
  return false;
}

void FtpFlow::on_command(std::string_view line, Moment at) {
  const auto space = std::min(line.find(' '), line.size());
  word_ = upper(line.substr(0, space));
  argument_.clear();
  if (word_ == "PASS" || word_ == "ACCT") return password_.add(at);
  const auto argument = line.substr(std::min(space + 1, line.size()));
  argument_ = shown_name(argument);
  if (word_ == "USER") {
    users_.add(argument_, at);
  } else if (word_ == "AUTH") {
    auth_.add(at);
  } else if (word_ == "PORT" || word_ == "EPRT") {
    const auto end = word_ == "PORT" ? proto::parse_ftp_port(argument) : proto::parse_ftp_extended_port(argument);
    if (end) announce(address_of(*end, flow_.key.client), end->port, Side::server);
  } else {
    on_file_command(word_, argument_, at);
  }
}

void FtpFlow::on_file_command(std::string_view word, const std::string& path, Moment at) {
  const bool carries = word == "RETR" || word == "STOR" || word == "APPE" || word == "STOU";
  const bool lists = word == "LIST" || word == "NLST" || word == "MLSD";
  const bool names = carries || word == "DELE" || word == "RNFR" || word == "RNTO" || word == "SIZE" ||
                     word == "MDTM" || word == "MFMT" || word == "MLST" || word == "MKD" || word == "RMD";
  if (word == "CWD" || word == "SITE" || word == "STAT") clear_commands_.add(at);
  if (carries || lists) {
    transfer(word, path);
    clear_commands_.add(at);
  }
  if (!names || path.empty()) return;
  clear_commands_.add(at);
  const auto stamp = word == "MFMT" ? std::min(path.find(' ') + 1, path.size()) : 0;  // a time stands before the name
  (void)files_.at("", full(path.substr(stamp)), "FTP without TLS", at);
}

// Its data connection is announced, and perhaps open already.
void FtpFlow::transfer(std::string_view word, const std::string& path) {
  if (!transfer_) return;
  transfer_->listing = word == "LIST" || word == "NLST" || word == "MLSD";
  transfer_->stores = word == "STOR" || word == "APPE" || word == "STOU";
  if (!transfer_->listing && !path.empty()) transfer_->path = full(path);
}

void FtpFlow::announce(const Address& address, std::uint16_t port, Side client) {
  transfer_ = std::make_shared<FtpTransfer>();
  transfer_->client = client;
  transfer_->control = flow_.key;
  announce_again(address, port);
}

void FtpFlow::announce_again(const Address& address, std::uint16_t port) {
  if (flow_.recorder == nullptr || port == 0) return;
  flow_.recorder->expect(address, port, [transfer = transfer_](const FlowContext& flow) {
    return std::make_unique<FtpData>(flow, transfer);
  });
}

void FtpFlow::on_reply(std::string_view line, Moment at) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), is_digit)) return;
  if (line.size() > 3 && line[3] != ' ') return;  // more lines follow
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  answered(code, line.substr(std::min<std::size_t>(4, line.size())), at);
}

void FtpFlow::answered(int code, std::string_view text, Moment at) {
  std::optional<proto::FtpDataEnd> end;
  if (code == 227) end = proto::parse_ftp_port(text);
  if (code == 229) end = proto::parse_ftp_extended_port(text);
  if (end) {
    announce(flow_.key.server, end->port, Side::client);
    const auto told = address_of(*end, flow_.key.server);  // another one behind address translation
    if (told != flow_.key.server) announce_again(told, end->port);
  }
  if (code == 257 && word_ == "PWD") folder_ = shown_name(proto::parse_ftp_folder(text).value_or(folder_));
  if (code == 250 && word_ == "CWD") folder_ = full(argument_);
  if ((code == 200 || code == 250) && word_ == "CDUP")
    folder_.resize(folder_.rfind('/') == std::string::npos ? 0 : folder_.rfind('/'));
  if (code == 230) logins_.add(at);
  if (word_ == "AUTH" && code >= 400) auth_refused_.add(at);
  if ((code == 226 || code == 250) && transfer_) transfer_->done = true;
}

std::string FtpFlow::full(std::string_view name) const {
  constexpr std::size_t longest = 2048;
  std::string path(name);
  if (!name.starts_with('/') && !folder_.empty()) path = folder_ + (folder_.ends_with('/') ? "" : "/") + path;
  return path.size() > longest ? "…" + path.substr(path.size() - longest / 2) : path;
}

}  // namespace runseal::capture
