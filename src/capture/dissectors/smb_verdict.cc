// What the messages of a flow show to have been protected. Never more than was seen: what may have gone by unseen was
// not protected, as far as is known.
#include <fmt/format.h>

#include "capture/dissectors/smb_flow.h"

namespace runseal::capture {
namespace {

using model::Protection;

struct Sums {
  std::uint64_t clear = 0;
  std::uint64_t not_signed = 0;
  std::uint64_t is_signed = 0;
  std::uint64_t opaque = 0;
  std::uint64_t encrypted = 0;
};

Sums sums_of(const SmbCounts& counts) {
  Sums sums;
  for (const auto side : {0U, 1U}) {
    sums.clear += counts.clear(side);
    sums.not_signed += counts.not_signed[side].total();
    sums.is_signed += counts.is_signed[side].total();
    sums.opaque += counts.opaque[side].total();
    sums.encrypted += counts.encrypted[side].total();
  }
  return sums;
}

// Why "all that was seen" is not "all"; empty: it is.
std::string unseen(const SmbFlow& flow, std::uint64_t losses) {
  if (!flow.context.from_start) return "how the connection began was not seen";
  if (losses > 0)
    return fmt::format("messages may have gone by unseen {}", losses == 1 ? "once" : fmt::format("{} times", losses));
  if (flow.counts.unknown.total() > 0) return fmt::format("{} messages could not be read", flow.counts.unknown.total());
  if (flow.counts.doubtful.any()) return "what some messages were about was not seen";
  for (const auto side : {0U, 1U})
    if (flow.counts.clear(side) + flow.counts.encrypted[side].total() == 0)
      return fmt::format("nothing of the {} was seen", side == 0 ? "client's" : "server's");
  return {};
}

std::string cipher(const SmbFlow& flow) {
  const auto name = flow.facts.text("smb.cipher");
  return name.empty() ? "by a cipher that was negotiated unseen" : "with " + name;
}

std::string all_encrypted(const SmbFlow& flow, std::uint64_t all) {
  auto text = fmt::format("all {} messages seen after the login were encrypted {}", all, cipher(flow));
  const auto services = flow.counts.services.total();
  if (services > 0)
    text += "; " + fmt::format("{} more, to services that were not asked about files, crossed readable", services);
  return text;
}

model::Axis confidentiality(const SmbFlow& flow, const Sums& sums, const std::string& unseen) {
  const auto all = sums.clear + sums.encrypted;
  if (all == 0) return {Protection::unknown, "no message about files was seen"};
  if (sums.clear > 0)
    return {Protection::absent,
            fmt::format("{} of {} messages about files crossed the network readable, with {} bytes read and {} written",
                        sums.clear, all, flow.counts.read.total(), flow.counts.written.total())};
  const auto what = all_encrypted(flow, all);
  if (!unseen.empty()) return {Protection::unknown, what + ", but " + unseen};
  return {Protection::protected_, what + (flow.session_encrypts ? " (session encrypted, share unknown)" : "")};
}

model::Axis integrity(const SmbFlow& flow, const Sums& sums, const std::string& unseen) {
  const auto all = sums.clear + sums.encrypted;
  if (all == 0) return {Protection::unknown, "no message about files was seen"};
  if (sums.not_signed > 0)
    return {
        Protection::absent,
        fmt::format("{} of {} messages about files were neither signed nor encrypted ({} of the client's, {} of the "
                    "server's)",
                    sums.not_signed, all, flow.counts.not_signed[0].total(), flow.counts.not_signed[1].total())};
  if (sums.opaque > 0)
    return {Protection::unknown, fmt::format("{} compressed messages hide whether they are signed", sums.opaque)};
  const auto what = sums.is_signed == 0
                        ? all_encrypted(flow, all)
                        : fmt::format(
                              "all {} messages about files were signed or encrypted ({} signed; whether a "
                              "signature is right, only the two ends can tell)",
                              all, sums.is_signed);
  if (!unseen.empty()) return {Protection::unknown, what + ", but " + unseen};
  return {Protection::protected_, what};
}

model::Axis peer(const SmbFlow& flow) {
  if (flow.guest)
    return {Protection::absent, "the server let the client in as a guest, which proves neither to the other"};
  if (flow.nobody) return {Protection::absent, "the session belongs to nobody, which proves neither to the other"};
  return {Protection::unknown, "whether the client made sure who the server is, packets do not show"};
}

void say_counts(SmbFlow& flow, std::uint64_t losses) {
  const auto& counts = flow.counts;
  auto& facts = flow.facts;
  for (const auto side : {0U, 1U}) {
    const std::string whose = side == 0 ? "client" : "server";
    facts.count("smb." + whose + "-messages-signed", counts.is_signed[side]);
    facts.count("smb." + whose + "-messages-unsigned", counts.not_signed[side]);
    facts.count("smb." + whose + "-messages-encrypted", counts.encrypted[side]);
    facts.count("smb." + whose + "-bytes-encrypted", counts.encrypted_bytes[side]);
    facts.count("smb." + whose + "-messages-compressed-whole", counts.opaque[side]);
  }
  facts.count("smb.messages-compressed", counts.compressed);
  facts.count("smb.bytes-read-in-clear", counts.read);
  facts.count("smb.bytes-written-in-clear", counts.written);
  facts.count("smb.listings-in-clear", counts.listings);
  facts.count("smb.renames-in-clear", counts.renames);
  facts.count("smb.removals-in-clear", counts.removals);
  facts.count("smb.service-messages-in-clear", counts.services);
  facts.count("smb.names-not-found", counts.not_found);
  facts.count("smb.messages-unreadable", counts.unreadable);
  facts.count("smb.messages-unknown", counts.unknown);
  if (const auto names = flow.files.names_not_kept(); names > 0) facts.say("smb.names-not-kept", names, {});
  if (losses > 0) facts.say("smb.stretches-lost", losses, {});
  if (counts.smb1.any()) facts.say("smb.smb1-used", true, {0, counts.smb1.packet()});
}

}  // namespace

FlowReport judge_smb(SmbFlow& flow, std::uint64_t losses) {
  FlowReport report;
  report.protocol = "smb";
  report.version = flow.version;
  const auto sums = sums_of(flow.counts);
  const auto why = unseen(flow, losses);
  report.idle = flow.context.from_start && losses == 0 && sums.clear + sums.encrypted == 0 &&
                !flow.counts.unknown.any() && !flow.beyond_negotiation;
  report.confidentiality = confidentiality(flow, sums, why);
  report.integrity = integrity(flow, sums, why);
  report.peer_authenticity = peer(flow);
  say_counts(flow, losses);
  report.facts = flow.facts.take();
  report.places = std::move(flow.places);
  return report;
}

}  // namespace runseal::capture
