// One notice × one device: the actions owed, each with evidence, person and date; and the reply they add up to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/audit.h"
#include "model/notice.h"

namespace runseal::model {

enum class CaseAction {
  notice_read,           // whole notice
  guidance_read,         // whole notice; with the file
  users_informed,        // whole notice
  near_miss_settled,     // per near miss: somebody looked at its label, and it is not affected
  protocol_settled,      // per device; the words say which protocol
  measured_secure,       // per device; only by measurement or by exception
  customers_identified,  // whole notice; distributor or importer
  customers_informed,    // whole notice; distributor or importer, with the date
};

struct Attachment {
  std::string file_name;
  std::string sha256;
  std::uint64_t bytes = 0;
};
RUNSEAL_JSON(Attachment)

// What a person said was done.
struct ActionRecord {
  std::string notice_id;
  std::string device_id;  // empty: for the whole notice
  CaseAction action = CaseAction::notice_read;
  std::string by;  // the person's name
  std::string at;  // RFC 3339
  std::string on;  // the date it was done, YYYY-MM-DD
  std::string note;
  std::optional<Attachment> attachment;
  // What the words hold for, and for nothing else. Of a near miss: what of the device was compared. Of the whole
  // notice: the SHA-256 of the letter's text; empty: said before any text was taken in.
  std::string about;
};

// "This device stays as it is until …, because …": signed by a named person, and it ends.
struct CaseException {
  std::string notice_id;
  std::string device_id;
  std::string reason;
  std::string by;
  std::string at;
  std::string expires;     // YYYY-MM-DD, the last day it holds
  std::string signer_key;  // ssh-ed25519 line
  std::string signature;   // SSHSIG, namespace "runseal-exception", over the canonical JSON of the fields above
};
RUNSEAL_JSON(CaseException)

enum class ItemState { open, done, excepted };

// One line of a case, as it stands now.
struct CaseItem {
  CaseAction action = CaseAction::notice_read;
  std::string device_id;  // empty: for the whole notice
  ItemState state = ItemState::open;
  std::string detail;  // done: by whom, when, on what; open: what is missing
  std::string by;
  std::string on;
  std::optional<std::uint64_t> evidence;  // index in the evidence log
};

// "What was measured" of one connection, for the case and the annex.
struct MeasuredConnection {
  std::string endpoint;
  std::string at;  // empty: never measured
  Protection integrity = Protection::unknown;
  Protection confidentiality = Protection::unknown;
  Protection peer_authenticity = Protection::unknown;
  bool stale = false;  // older than a measurement may be
};

struct ExceptionInForce {
  std::string expires;  // YYYY-MM-DD, the last day
  std::string by;
  std::string reason;
};
RUNSEAL_JSON(ExceptionInForce)

struct CaseDevice {
  std::string device_id;
  std::string name;
  std::string catalogue_number;
  std::string serial;
  std::string site;
  std::string product;  // in the notice
  bool secure = false;  // every connection measured as protected, lately
  std::optional<ExceptionInForce> exception;
  std::vector<MeasuredConnection> connections;
};

// A device whose name or number comes close to a product's, and what somebody said who looked at it.
struct NearMiss {
  std::string device_id;
  std::string name;
  std::string catalogue_number;
  std::string serial;
  std::string site;
  std::string settled_by;  // empty: nobody has
  std::string settled_on;  // YYYY-MM-DD
  std::string note;
};
RUNSEAL_JSON(NearMiss)

struct Case {
  std::string notice_id;
  std::vector<CaseItem> items;
  std::vector<CaseDevice> devices;  // the affected ones
  std::vector<NearMiss> near_misses;
  std::uint64_t not_affected = 0;
};

enum class ReplyRole { customer, distributor };
enum class AnswerValue { unanswered, yes, no };

struct Answer {
  FormPart part = FormPart::customer;
  Ask ask = Ask::other;
  FieldKind kind = FieldKind::yes_no;
  std::string label;  // the question as printed, in the reply's language
  AnswerValue value = AnswerValue::unanswered;
  std::string date;     // YYYY-MM-DD, where the field asks for one
  std::string missing;  // why it is not yes
  std::vector<std::uint64_t> evidence;
};

// A signature as 21 CFR 11.50 asks: printed name, time, meaning.
struct SignatureBlock {
  std::string name;
  std::string at;
  std::string meaning;
};
RUNSEAL_JSON(SignatureBlock)

struct Reply {
  std::string id;
  std::string notice_id;
  std::vector<std::string> references;
  std::string publisher;
  std::string notice_title;
  std::string reply_address;
  ReplyRole role = ReplyRole::customer;
  std::string language;     // "lv", "en"
  std::string date_format;  // "DD.MMM.YYYY"
  std::string organisation;
  std::string person;
  std::string title;
  std::string date;  // YYYY-MM-DD
  bool draft = true;
  std::vector<Answer> answers;
  std::vector<CaseDevice> devices;  // the annex
  std::vector<NearMiss> near_misses;
  std::uint64_t not_affected = 0;
  std::string evidence_origin;
  std::uint64_t evidence_size = 0;
  std::string evidence_root;  // base64 of the Merkle tree hash
  std::string made_at;
  std::string version;  // of runseal
  std::optional<SignatureBlock> signature;
};

// A person who may sign. The private key is locked under their passphrase.
struct Person {
  std::string name;
  std::string title;
  std::string public_key;  // ssh-ed25519 line
  Json locked_key;
};
RUNSEAL_JSON(Person)

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::CaseAction, {runseal::model::CaseAction::notice_read, "notice-read"},
                   {runseal::model::CaseAction::guidance_read, "guidance-read"},
                   {runseal::model::CaseAction::users_informed, "users-informed"},
                   {runseal::model::CaseAction::near_miss_settled, "near-miss-settled"},
                   {runseal::model::CaseAction::protocol_settled, "protocol-settled"},
                   {runseal::model::CaseAction::measured_secure, "measured-secure"},
                   {runseal::model::CaseAction::customers_identified, "customers-identified"},
                   {runseal::model::CaseAction::customers_informed, "customers-informed"});
RUNSEAL_ENUM_NAMES(runseal::model::ItemState, {runseal::model::ItemState::open, "open"},
                   {runseal::model::ItemState::done, "done"}, {runseal::model::ItemState::excepted, "excepted"});
RUNSEAL_ENUM_NAMES(runseal::model::ReplyRole, {runseal::model::ReplyRole::customer, "customer"},
                   {runseal::model::ReplyRole::distributor, "distributor"});
RUNSEAL_ENUM_NAMES(runseal::model::AnswerValue, {runseal::model::AnswerValue::unanswered, "unanswered"},
                   {runseal::model::AnswerValue::yes, "yes"}, {runseal::model::AnswerValue::no, "no"});

namespace runseal::model {
RUNSEAL_JSON(ActionRecord)
RUNSEAL_JSON(CaseItem)
RUNSEAL_JSON(MeasuredConnection)
RUNSEAL_JSON(CaseDevice)
RUNSEAL_JSON(Case)
RUNSEAL_JSON(Answer)
RUNSEAL_JSON(Reply)
}  // namespace runseal::model
