#include "proto/nfs4_traffic.h"

#include "proto/nfs4.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_tag = 1024;
constexpr std::uint32_t most_words = 8;
constexpr std::size_t longest_values = 64U << 10U;

}  // namespace

bool nfs4::is_housekeeping(std::uint32_t operation) {
  switch (operation) {
    case 30:  // RENEW
    case op_setclientid:
    case 36:  // SETCLIENTID_CONFIRM
    case 39:  // RELEASE_LOCKOWNER
    case 40:  // BACKCHANNEL_CTL
    case 41:  // BIND_CONN_TO_SESSION
    case op_exchange_id:
    case op_create_session:
    case op_destroy_session:
    case 45:  // FREE_STATEID
    case 52:  // SECINFO_NO_NAME
    case op_sequence:
    case 54:  // SET_SSV
    case 55:  // TEST_STATEID
    case op_destroy_clientid:
    case 58:  // RECLAIM_COMPLETE
    case op_putrootfh: return true;
    default: return false;
  }
}

Nfs4Steps::Nfs4Steps(ByteView bytes, bool call) : in_(bytes), call_(call) {
  if (!call) status_ = in_.u32();
  (void)in_.opaque(longest_tag);
  if (call) minor_ = in_.u32();
  left_ = in_.u32();
  stuck_ = in_.failed();
}

std::optional<Nfs4Step> Nfs4Steps::next() {
  if (stuck_ || over_ || left_ == 0) return std::nullopt;
  Nfs4Step step;
  step.operation = in_.u32();
  if (!call_) step.status = in_.u32();
  const bool goes_on = call_ ? read_nfs4_arguments(in_, step) : read_nfs4_results(in_, step);
  if (in_.failed()) {
    stuck_ = true;
    return std::nullopt;
  }
  --left_;
  over_ = !goes_on;
  stuck_ = over_ && call_ && step.operation == nfs4::op_write && left_ > 1;  // one alone cannot go to another file
  return step;
}

void skip_nfs4_bitmap(XdrReader& in) {
  const auto words = in.u32();
  if (words > most_words) {
    (void)in.fixed(in.left() + 1);  // makes it fail
    return;
  }
  (void)in.fixed(std::size_t{words} * 4);
}

void skip_nfs4_attributes(XdrReader& in) {
  skip_nfs4_bitmap(in);
  (void)in.opaque(longest_values);
}

bool pass_nfs4_data(XdrReader& in, std::uint32_t size) {
  const std::size_t padded = (std::size_t{size} + 3) / 4 * 4;
  if (padded > in.left()) return false;
  (void)in.fixed(padded);
  return true;
}

}  // namespace runseal::proto
