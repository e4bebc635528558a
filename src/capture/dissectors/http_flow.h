// One connection of HTTP/1.
#pragma once

#include <deque>

#include "capture/dissectors/behind_tls.h"
#include "capture/dissectors/exposed_files.h"
#include "capture/dissectors/http_body.h"
#include "capture/dissectors/seen.h"

namespace runseal::capture {

class HttpFlow : public Dissector {
 public:
  explicit HttpFlow(const FlowContext& flow);

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override;
  void gap(Side from, std::uint64_t bytes, Moment at) override;
  [[nodiscard]] bool writing() const override { return now_.writes && !sides_[0].body.over(); }
  [[nodiscard]] FlowReport finish() override;
  [[nodiscard]] std::size_t footprint() const override;

 private:
  // A request, while its answer is awaited.
  struct Request {
    std::uint64_t packet = 0;
    std::string method;
    std::string place;
    std::string path;
    bool reads = false;
    bool writes = false;
    bool names = false;  // a file or a folder
  };
  struct Head {
    bool begun = false;
    bool chunked = false;
    bool upgrade = false;
    std::optional<std::uint64_t> length;
    int status = 0;
  };
  struct SideState {
    explicit SideState(bool whole) : lines(16U << 10U, whole), lost(!whole) {}
    TextLines lines;
    Head head;
    HttpBody body;
    std::uint64_t moved = 0;  // of this body, and not yet told to its file
    Moment last;
    bool lost;  // the next message is looked for where a segment begins
  };

  enum class Inside { not_known, tls, ssh, clear };  // a tunnel

  void feed(Side from, ByteView bytes, Moment at);
  bool found_again(SideState& side, Side from, ByteView bytes);
  bool on_line(Side from, std::string_view line, Moment at);  // true: more of the head follows
  bool begin_request(std::string_view line, Moment at);
  bool begin_answer(std::string_view line, Moment at);
  void on_field(Side from, std::string_view line, Moment at);
  void on_authorization(std::string_view value, Moment at);
  void end_request_head(Moment at);
  void end_answer_head(Moment at);
  void wait_for_answer(Moment at);
  [[nodiscard]] Request next_answered(Moment at);
  void begin_body(SideState& side, bool to_the_end);
  void carried(Side from, std::uint64_t bytes, Moment at);
  void settle(Side from);
  void lose(Side from);
  void pass_tunnel(Side from, ByteView bytes, std::uint64_t missing, Moment at);
  [[nodiscard]] static Inside what_begins(ByteView bytes);
  [[nodiscard]] bool anything_in_clear() const;
  void judge(FlowReport& report);

  const FlowContext& flow_;
  SideState sides_[2];
  Request now_;                         // whose head or body the client sends
  std::deque<Request> waiting_;         // for their answers
  Request answered_;                    // whose answer the server sends
  std::uint64_t waiting_not_kept_ = 0;  // that asked behind those
  std::uint64_t answered_early_ = 0;    // whose requests come behind them in the capture
  std::uint64_t answered_in_ = 0;       // the packet of the last answer
  bool tunnel_ = false;                 // another protocol, after 101 or CONNECT
  bool only_the_way_in_ = true;         // no request but those for a tunnel, nothing that lets somebody else in
  bool all_seen_;                       // of what was said before the tunnel
  Bytes tunnel_head_;                   // what the client said first there, while it is not known what it is
  Inside inside_ = Inside::not_known;
  std::unique_ptr<BehindTls> tls_;
  ExposedFiles files_;
  unsigned minor_ = 0;
  Tally requests_, answers_, read_, written_, basic_, cookies_, webdav_, s3_, lost_, tunnelled_, http2_;
  Names methods_, hosts_, schemes_, upgrades_;
};

// Without what stands before an '@': a name and a password have no place there, and are never shown.
[[nodiscard]] std::string shown_host(std::string_view host);

}  // namespace runseal::capture
