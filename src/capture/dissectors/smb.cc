#include "capture/dissectors/smb.h"

#include "capture/dissectors/smb1_reading.h"
#include "capture/dissectors/smb2_reading.h"
#include "capture/dissectors/smb_stream.h"

namespace runseal::capture {
namespace {

class SmbDissector final : public Dissector {
 public:
  explicit SmbDissector(const FlowContext& context) : flow_(context) {
    if (!context.from_start)
      for (auto& stream : streams_) stream.starts_anywhere();
  }

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override {
    if (++fed_ % 64 == 1) weigh_sessions();
    streams_[index(from)].feed(bytes, missing, [&](const SmbPiece& piece) { message(piece, from, at); });
  }

  void gap(Side from, std::uint64_t bytes, Moment) override { streams_[index(from)].gap(bytes); }

  bool writing() const override { return flow_.files.writing(); }

  FlowReport finish() override {
    for (auto& question : flow_.pending.all())
      if (question.waits && question.file) flow_.files.tell(*question.file);
    flow_.files.finish();
    return judge_smb(flow_, streams_[0].losses() + streams_[1].losses());
  }

  std::size_t footprint() const override {
    return sizeof *this + streams_[0].footprint() + streams_[1].footprint() + flow_.pending.footprint() +
           flow_.files.footprint() + flow_.facts.footprint() + flow_.places.size() * 128 + sessions_weigh_;
  }

 private:
  // Asked for with each packet, and there may be hundreds of them: weighed now and then.
  void weigh_sessions() {
    sessions_weigh_ = 0;
    for (const auto& [id, session] : flow_.known) sessions_weigh_ += session->footprint();
  }

  void message(const SmbPiece& piece, Side from, Moment at) {
    if (piece.type != 0) return;
    switch (piece.front[0]) {
      case 0xfe: return smb2_.message(piece.front, piece.size, piece.first, at);
      case 0xfd: return smb2_.encrypted(piece.front, piece.size, from, at);
      case 0xfc: return smb2_.compressed(piece.front, piece.first, from, at);
      default: return smb1_.message(piece.front, piece.size, at);
    }
  }

  SmbFlow flow_;
  SmbStream streams_[2];
  std::uint64_t fed_ = 0;
  std::size_t sessions_weigh_ = 0;
  Smb1Reading smb1_{flow_};
  Smb2Reading smb2_{flow_};
};

// What one side's first bytes say.
Match recognise_side(ByteView bytes, bool from_start) {
  constexpr std::size_t frame_and_magic = 8;
  if (!from_start) {
    if (find_smb_frame(bytes)) return Match::yes;
    return bytes.size() >= 512 ? Match::no : Match::more;
  }
  if (bytes.empty()) return Match::more;
  // RFC 1002 4.3.2: a session request carries two names of 34 bytes; its answer is short
  if (bytes[0] == 0x81)
    return bytes.size() < 4 ? Match::more : bytes[1] == 0 && bytes[3] >= 68 ? Match::yes : Match::no;
  if (bytes[0] != 0) return Match::no;
  if (bytes.size() < frame_and_magic) return Match::more;
  return bytes[4] >= 0xfc && bytes[5] == 'S' && bytes[6] == 'M' && bytes[7] == 'B' ? Match::yes : Match::no;
}

Match recognise_smb(const Opening& opening) {
  const auto client = recognise_side(opening.client, opening.from_start);
  if (client == Match::yes) return client;
  const auto server = opening.from_start && opening.client.empty() ? recognise_side(opening.server, true)
                      : opening.from_start                         ? Match::no
                                                                   : recognise_side(opening.server, false);
  if (server == Match::yes) return server;
  return client == Match::more || server == Match::more ? Match::more : Match::no;
}

}  // namespace

DissectorKind smb_kind() {
  return {"smb", 6, {445, 139}, recognise_smb, [](const FlowContext& context) -> std::unique_ptr<Dissector> {
            return std::make_unique<SmbDissector>(context);
          }};
}

}  // namespace runseal::capture
