#include "smb_capture.h"

#include <fmt/format.h>

#include <random>

#include "base/bytes.h"

namespace runseal::bench {
namespace {

constexpr std::size_t segment_bytes = 1448;
constexpr std::size_t piece_bytes = 1U << 20U;
constexpr int pieces_a_file = 8;

enum Command : std::uint16_t {
  negotiate,
  session_setup,
  logoff,
  tree_connect,
  tree_disconnect,
  create,
  close_file,
  flush,
  read_file,
  write_file
};

struct End {
  std::uint8_t last;  // of the addresses
  std::uint16_t port;
  std::uint32_t sequence;
  std::uint16_t id = 1;
};

class Connection {
 public:
  explicit Connection(std::FILE* out) : out_(out) {
    base::Writer header;
    header.le32(0xa1b23c4d).le16(2).le16(4).zeros(8).le32(262144).le32(1);
    put(header.data());
    frame(client_, server_, syn, {});
    frame(server_, client_, syn | ack, {});
    frame(client_, server_, ack, {});
  }

  void ask(ByteView head, ByteView data = {}) { send(client_, server_, head, data); }
  void answer(ByteView head, ByteView data = {}) { send(server_, client_, head, data); }
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  enum Flags : std::uint8_t { fin = 1, syn = 2, push = 8, ack = 16 };

  // One message behind its length (NetBIOS session service), in segments; every second one is acknowledged.
  void send(End& from, End& to, ByteView head, ByteView data) {
    base::Writer start;
    start.be32(static_cast<std::uint32_t>(head.size() + data.size())).bytes(head);
    const auto first = std::min(data.size(), segment_bytes - start.size());
    start.bytes(data.first(first));
    data = data.subspan(first);
    frame(from, to, ack | (data.empty() ? push : 0), start.data());
    for (int sent = 1; !data.empty(); ++sent) {
      const auto size = std::min(data.size(), segment_bytes);
      frame(from, to, ack | (size == data.size() ? push : 0), data.first(size));
      data = data.subspan(size);
      if (sent % 2 == 1) frame(to, from, ack, {});
    }
  }

  void frame(End& from, End& to, int flags, ByteView payload) {
    base::Writer packet;
    const auto ip_size = static_cast<std::uint16_t>(20 + 32 + payload.size());
    time_ns_ += 1200;
    packet.le32(static_cast<std::uint32_t>(time_ns_ / 1'000'000'000))
        .le32(static_cast<std::uint32_t>(time_ns_ % 1'000'000'000));
    packet.le32(14U + ip_size).le32(14U + ip_size);
    packet.be32(0x02000000).be16(to.last).be32(0x02000000).be16(from.last).be16(0x0800);
    packet.u8(0x45).u8(0).be16(ip_size).be16(from.id++).be16(0x4000).u8(64).u8(6).be16(0);
    packet.be32(0x0a000000U + from.last).be32(0x0a000000U + to.last);
    packet.be16(from.port).be16(to.port).be32(from.sequence).be32((flags & ack) != 0 ? to.sequence : 0);
    packet.u8(0x80).u8(static_cast<std::uint8_t>(flags)).be16(65535).be32(0).be32(0x0101080a).be32(1).be32(1);
    from.sequence += static_cast<std::uint32_t>(payload.size()) + ((flags & syn) != 0 ? 1 : 0);
    put(packet.data());
    put(payload);
  }

  void put(ByteView bytes) {
    written_ += bytes.size();
    if (std::fwrite(bytes.data(), 1, bytes.size(), out_) != bytes.size()) {
      std::perror("writing the capture");
      std::exit(3);
    }
  }

  std::FILE* out_;
  End client_{1, 50000, 1000};
  End server_{2, 445, 2000};
  std::uint64_t time_ns_ = 1'700'000'000'000'000'000;
  std::uint64_t written_ = 0;
};

// A request or its answer: the header (MS-SMB2 2.2.1) and the body that follows it.
Bytes message(Command command, std::uint64_t id, bool answer, ByteView body) {
  constexpr std::uint32_t from_server = 1;
  base::Writer out;
  out.le32(0x424d53fe).le16(64).le16(16).le32(0).le16(command).le16(64).le32(answer ? from_server : 0).le32(0).le64(id);
  out.le32(0xfeff).le32(command > session_setup ? 5 : 0).le64(command > negotiate ? 77 : 0).zeros(16).bytes(body);
  return std::move(out).take();
}

Bytes utf16(const std::string& text) {
  base::Writer out;
  for (const char c : text) out.le16(static_cast<std::uint8_t>(c));
  return std::move(out).take();
}

class Transfer {
 public:
  explicit Transfer(std::FILE* out) : connection_(out), data_(piece_bytes) {
    std::minstd_rand random(1);
    for (auto& byte : data_) byte = static_cast<std::uint8_t>(random() >> 8U);
    base::Writer ask;
    ask.le16(36).le16(1).le16(1).le16(0).le32(0x7f).zeros(16).zeros(8).le16(0x0302);
    base::Writer answer;
    answer.le16(65).le16(1).le16(0x0302).le16(0).zeros(16).le32(0x7f).le32(piece_bytes).le32(piece_bytes);
    answer.le32(piece_bytes).le64(0).le64(0).le16(128).le16(0).le32(0);
    exchange(negotiate, ask, answer);
    exchange(session_setup, base::Writer().le16(25).u8(0).u8(1).le32(0).le32(0).le16(88).le16(0).le64(0),
             base::Writer().le16(9).le16(0).le16(72).le16(0));
    const auto share = utf16("\\\\nas01\\runs");
    exchange(tree_connect,
             base::Writer().le16(9).le16(0).le16(72).le16(static_cast<std::uint16_t>(share.size())).bytes(share),
             base::Writer().le16(16).u8(1).u8(0).le32(0).le32(0).le32(0x1f01ff));
  }

  void file(int number) {
    const auto name = utf16(fmt::format("Run1\\Data\\L001\\C{:05}.cbcl", number));
    const bool written = number % 2 == 0;
    base::Writer ask;
    ask.le16(57).u8(0).u8(0).le32(2).le64(0).le64(0).le32(0x12019f).le32(0x80).le32(7).le32(written ? 5 : 1).le32(0x40);
    ask.le16(120).le16(static_cast<std::uint16_t>(name.size())).le32(0).le32(0).bytes(name);
    base::Writer answer;
    answer.le16(89).u8(0).u8(0).le32(1).zeros(32).le64(0).le64(written ? 0 : pieces_a_file * piece_bytes).le32(0x80);
    answer.le32(0).bytes(handle(number)).le32(0).le32(0);
    exchange(create, ask, answer);
    for (int piece = 0; piece < pieces_a_file; ++piece) written ? write(number, piece) : read(number, piece);
    exchange(close_file, base::Writer().le16(24).le16(0).le32(0).bytes(handle(number)),
             base::Writer().le16(60).zeros(58));
  }

  [[nodiscard]] std::uint64_t written() const { return connection_.written(); }

 private:
  static Bytes handle(int number) {
    return std::move(base::Writer().le64(static_cast<std::uint64_t>(number) + 1).le64(0x42)).take();
  }
  static std::uint64_t offset(int piece) { return static_cast<std::uint64_t>(piece) * piece_bytes; }

  void exchange(Command command, base::Writer& ask, base::Writer& answer) {
    connection_.ask(message(command, id_, false, ask.data()));
    connection_.answer(message(command, id_++, true, answer.data()));
  }

  void write(int number, int piece) {
    base::Writer ask;
    ask.le16(49).le16(112).le32(piece_bytes).le64(offset(piece)).bytes(handle(number)).zeros(16);
    base::Writer answer;
    answer.le16(17).le16(0).le32(piece_bytes).le32(0).le16(0).le16(0);
    connection_.ask(message(write_file, id_, false, ask.data()), data_);
    connection_.answer(message(write_file, id_++, true, answer.data()));
  }

  void read(int number, int piece) {
    base::Writer ask;
    ask.le16(49).u8(80).u8(0).le32(piece_bytes).le64(offset(piece)).bytes(handle(number)).zeros(16).u8(0);
    base::Writer answer;
    answer.le16(17).u8(80).u8(0).le32(piece_bytes).le32(0).le32(0);
    connection_.ask(message(read_file, id_, false, ask.data()));
    connection_.answer(message(read_file, id_++, true, answer.data()), data_);
  }

  Connection connection_;
  Bytes data_;
  std::uint64_t id_ = 0;
};

}  // namespace

void write_smb_capture(std::FILE* out, std::uint64_t bytes) {
  Transfer transfer(out);
  for (int number = 0; transfer.written() < bytes; ++number) transfer.file(number);
}

}  // namespace runseal::bench
