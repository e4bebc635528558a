// A data connection of FTP: in clear or through TLS, told by its first bytes.
#pragma once

#include <memory>

#include "capture/dissectors/behind_tls.h"
#include "capture/dissectors/seen.h"

namespace runseal::capture {

// What the control connection says of a transfer; it may say so after the data connection is open.
struct FtpTransfer {
  std::optional<FlowKey> control;  // the flow that announced it; its files are told as those of that one
  std::string path;                // of the file; empty: not seen, or a listing
  bool listing = false;            // names of a folder's files cross
  bool stores = false;             // towards the server
  bool done = false;               // the server said so
  Side client = Side::client;      // who of the data connection is the client of FTP
};

// A fact: who opened the connection is the server of FTP, and is told as that.
inline constexpr const char* opened_by_server = "ftp-data.opened-by-server";

class FtpData : public Dissector {
 public:
  FtpData(const FlowContext& flow, std::shared_ptr<const FtpTransfer> transfer)
      : flow_(flow), transfer_(std::move(transfer)) {}

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override;
  void gap(Side from, std::uint64_t bytes, Moment at) override;
  [[nodiscard]] bool writing() const override { return transfer_->stores && !transfer_->done && sent_.any(); }
  [[nodiscard]] FlowReport finish() override;
  [[nodiscard]] std::size_t footprint() const override;

 private:
  [[nodiscard]] bool from_client(Side from) const { return from == transfer_->client; }
  void decide(Side from, ByteView bytes);
  void record(const std::string& reason);
  void judge(FlowReport& report);

  const FlowContext& flow_;
  std::shared_ptr<const FtpTransfer> transfer_;
  enum class What { not_known, clear, tls } what_ = What::not_known;
  bool begun_ = false;
  Bytes first_;  // while too few to tell
  std::unique_ptr<BehindTls> tls_;
  Tally sent_, received_, lost_;  // by the client
  Moment start_, end_;
};

}  // namespace runseal::capture
