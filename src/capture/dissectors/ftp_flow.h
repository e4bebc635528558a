// The control connection of FTP.
#pragma once

#include "capture/dissectors/exposed_files.h"
#include "capture/dissectors/ftp_data.h"
#include "capture/dissectors/text_lines.h"
#include "capture/dissectors/tls_frames.h"

namespace runseal::capture {

class FtpFlow : public Dissector {
 public:
  explicit FtpFlow(const FlowContext& flow);

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override;
  void gap(Side from, std::uint64_t bytes, Moment at) override;
  [[nodiscard]] FlowReport finish() override;
  [[nodiscard]] std::size_t footprint() const override;

 private:
  bool through_tls(Side from, ByteView& bytes, std::uint64_t missing, Moment at);
  void on_command(std::string_view line, Moment at);
  void on_reply(std::string_view line, Moment at);
  void on_file_command(std::string_view word, const std::string& path, Moment at);
  void transfer(std::string_view word, const std::string& path);
  void announce(const Address& address, std::uint16_t port, Side client);
  void announce_again(const Address& address, std::uint16_t port);
  void answered(int code, std::string_view text, Moment at);
  [[nodiscard]] std::string full(std::string_view name) const;
  void judge(FlowReport& report);

  const FlowContext& flow_;
  TextLines lines_[2];
  TlsFrames frames_[2];
  std::unique_ptr<BehindTls> tls_;
  bool in_tls_ = false;
  bool server_in_tls_ = false;
  std::shared_ptr<FtpTransfer> transfer_;  // announced last
  std::string folder_;                     // the one worked in, as far as it is known
  std::string word_;                       // the last command
  std::string argument_;
  ExposedFiles files_;
  Tally clear_commands_, password_, auth_, tls_begun_, back_in_clear_, lost_, logins_, auth_refused_;
  Names users_;
};

}  // namespace runseal::capture
