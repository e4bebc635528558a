#include "service/send_sinks.h"

#include <thread>

#include <fmt/format.h>

#include "audit/probes/mount.h"
#include "audit/rules/judge.h"
#include "audit/rules/mount_facts.h"
#include "base/endpoint.h"
#include "base/one_line.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "service/node.h"
#include "service/pairing.h"
#include "service/run_paths.h"
#include "transfer/engine/deposit.h"

namespace runseal::service {
namespace {

// A mounted share that does not protect what travels to it is said before the first byte.
void warn_of_mount(const base::Path& folder, const SendRequest& request) {
  if (!request.say) return;
  model::Observation seen;
  audit::look_at_mount("/", folder.string(), seen);
  const auto facts = audit::mount_facts(seen);
  if (!facts.mount || !facts.mounted) {
    request.say(
        "it cannot be told whether " + base::printable(folder.string(), 100) + " is on this machine or on a share",
        true);
    return;
  }
  if (!*facts.mounted) return;
  const auto assessment = audit::judge(seen, {});
  for (const auto* axis : {&assessment.confidentiality, &assessment.integrity}) {
    if (axis->grade == model::Protection::protected_) continue;
    request.say(fmt::format("not protected on the way: {} from {}. {} `runseal audit {}` says what to change.",
                            base::printable(facts.mount->point, 100), base::printable(facts.mount->source, 100),
                            axis->reason, base::Endpoint{"mount", {}, 0, facts.mount->point}.url()),
                true);
    return;
  }
}

// A mounted folder: the receiving end runs here, beside the sending end, and reads everything back from the folder.
Result<transfer::Sent> send_to_folder(const Sending& sending, transfer::Feed& feed, const SendRequest& request,
                                      const transfer::SendOptions& how, const transfer::SealRun& seal,
                                      transfer::Progress& progress) {
  std::error_code error;
  const auto into = std::filesystem::canonical(
      sending.sink.path.starts_with('/') ? sending.sink.path : "/" + sending.sink.path, error);
  if (error) return fail(base::system_error("cannot use the folder", sending.sink.path, error.value()));
  RUNSEAL_CHECK(
      check_outside(into, sending.run, "a run cannot be sent into itself", "name a folder that lies outside the run"));
  if (into / sending.name == sending.run.path)
    return fail(ErrorCode::usage, "the run stands there itself", sending.run.path.string(),
                "name another folder than the one that the run lies in");
  warn_of_mount(into, request);
  std::atomic<bool> stop = false;
  transfer::ReceiveOptions options;
  options.into = into;
  options.host = host_name();
  options.read_back = true;
  options.stop = &stop;
  options.who = [&](const base::PublicKey& key) -> Result<transfer::Peer> {
    if (key != sending.key.public_key()) return fail(ErrorCode::denied, "not this process");
    return transfer::Peer{"this node", {}};
  };
  options.record = [&](const transfer::ReceivedRun& run) -> Result<> {
    if (run.not_as_sent > 0 && request.say) request.say(not_as_sent(run), true);
    return {};
  };
  RUNSEAL_TRY(auto receiver, transfer::Receiver::open(std::move(options), sending.key, {"127.0.0.1", 0}));
  std::thread receiving([&] { (void)receiver.serve(); });
  const transfer::Destination to{{"127.0.0.1", receiver.port()}, sending.name, sending.key.public_key()};
  auto sent = transfer::send_run(sending.run.fd.get(), feed, to, sending.key, seal, how, progress);
  stop = true;
  receiving.join();
  return sent;
}

// What did not come back as it was sent, or could not be read back, is not sent.
std::unexpected<Error> not_sent(const transfer::Deposited& deposited) {
  const bool corrupt = deposited.outcome == transfer::DepositOutcome::corrupt;
  const auto& troubles = corrupt ? deposited.corrupt : deposited.unread;
  Error error{
      ErrorCode::corrupt, {}, {}, "the run stays hidden at the destination; send it again, or to another place"};
  error.what = corrupt
                   ? fmt::format("{} file(s) came back from the destination other than they were sent", troubles.size())
                   : fmt::format("unverified: {} file(s) could not be read back from the destination", troubles.size());
  if (!troubles.empty()) error.where = troubles.front().path + ": " + troubles.front().why;
  return fail(std::move(error));
}

Result<transfer::Sent> deposit_at_sink(const Sending& sending, transfer::Feed& feed, const SendRequest& request,
                                       const transfer::SendOptions& how, const transfer::SealRun& seal,
                                       transfer::Progress& progress) {
  RUNSEAL_TRY(const auto sink, sending.kind->open(request.sink, request.settings));
  if (request.say)
    for (const auto& caution : sink->cautions()) request.say(caution, true);
  const transfer::DepositOptions options{how.streams, how.limit, how.retry_for, how.stop, how.again};
  RUNSEAL_TRY(auto deposited,
              transfer::deposit_run(sending.run.fd.get(), feed, *sink, sending.name,
                                    base::ssh_public_key(sending.key.public_key()), seal, options, progress));
  if (deposited.outcome != transfer::DepositOutcome::verified) return not_sent(deposited);
  if (deposited.modes_lost > 0 && request.say)
    request.say(fmt::format("the destination did not keep the executable bit of {} file(s); the seal has it",
                            deposited.modes_lost),
                true);
  transfer::Sent sent{std::move(deposited.files), {}, deposited.was_there, sink->server()};
  sent.receipt.read_back = true;
  return sent;
}

}  // namespace

std::string not_as_sent(const transfer::ReceivedRun& run) {
  return fmt::format(
      "the destination did not keep the time or the executable bit of {} files, folders or links; "
      "the seal has them",
      run.not_as_sent);
}

Result<transfer::Sent> send_to(const Sending& sending, transfer::Feed& feed, const SendRequest& request,
                               const transfer::SealRun& seal, transfer::Progress& progress) {
  auto how = request.options;
  if (request.say) how.again = [&](const Error& error) { request.say("tries again: " + base::one_line(error), true); };
  if (sending.kind != nullptr) return deposit_at_sink(sending, feed, request, how, seal, progress);
  if (!sending.node) return send_to_folder(sending, feed, request, how, seal, progress);
  RUNSEAL_TRY(const auto key, key_of(*sending.node));
  RUNSEAL_TRY(const auto at, base::parse_host_port(sending.node->address, transfer::default_port));
  return transfer::send_run(sending.run.fd.get(), feed, {at, sending.name, key}, sending.key, seal, how, progress);
}

}  // namespace runseal::service
