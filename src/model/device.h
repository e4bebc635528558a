// The site's inventory, and how a device compares with a notice's products.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace runseal::model {

enum class Role { sequencer, analysis_server, storage, computer, other };

// What carries a connection, as somebody says; what is measured is a fact of an observation.
enum class TunnelKind { wireguard, ipsec, ssh };

struct Tunnel {
  std::string connection;  // one of the device's
  TunnelKind kind = TunnelKind::wireguard;
  std::string by;   // who says so
  std::string why;  // and what makes them sure
  std::string at;   // RFC 3339
};

struct Device {
  std::string id;  // short, unique in the inventory: "miseqdx-1"; made from the name where none is given
  std::string site;
  std::string name;
  std::string manufacturer;
  std::string catalogue_number;  // as given
  std::string udi_di;            // 14 digits, check digit verified; empty when unknown
  std::string udi;               // the scanned UDI as given; empty when there was none
  std::string serial;
  Role role = Role::other;
  std::string operating_system;  // "Windows 7", "Windows 10 IoT", "Linux"
  std::string software_version;
  std::vector<std::string> modes;        // "Dx", "RUO"
  std::vector<std::string> connections;  // endpoints in normal form: "smb://nas01/runs"
  std::vector<std::string> hosts;  // its own names and addresses on the network, lower case: "10.1.2.3", "novaseq1"
  std::vector<Tunnel> tunnels;     // at most one for each connection
};

enum class MatchVerdict { affected, near_miss, not_affected };
enum class Compared { catalogue_number, udi_di, name };

struct Comparison {
  Compared what = Compared::catalogue_number;
  std::string device_value;  // as given
  std::string notice_value;  // as printed in the notice
  bool equal = false;        // after normalisation
};

struct Match {
  std::string device_id;
  MatchVerdict verdict = MatchVerdict::not_affected;
  std::string product;  // the notice's product it was matched with, or came nearest to; empty when none came near
  std::string reason;   // one sentence
  std::vector<Comparison> compared;
};

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::Role, {runseal::model::Role::sequencer, "sequencer"},
                   {runseal::model::Role::analysis_server, "analysis-server"},
                   {runseal::model::Role::storage, "storage"}, {runseal::model::Role::computer, "computer"},
                   {runseal::model::Role::other, "other"});
RUNSEAL_ENUM_NAMES(runseal::model::TunnelKind, {runseal::model::TunnelKind::wireguard, "wireguard"},
                   {runseal::model::TunnelKind::ipsec, "ipsec"}, {runseal::model::TunnelKind::ssh, "ssh"});
RUNSEAL_ENUM_NAMES(runseal::model::MatchVerdict, {runseal::model::MatchVerdict::affected, "affected"},
                   {runseal::model::MatchVerdict::near_miss, "near-miss"},
                   {runseal::model::MatchVerdict::not_affected, "not-affected"});
RUNSEAL_ENUM_NAMES(runseal::model::Compared, {runseal::model::Compared::catalogue_number, "catalogue-number"},
                   {runseal::model::Compared::udi_di, "udi-di"}, {runseal::model::Compared::name, "name"});

namespace runseal::model {
RUNSEAL_JSON(Tunnel)
RUNSEAL_JSON(Device)
RUNSEAL_JSON(Comparison)
RUNSEAL_JSON(Match)
}  // namespace runseal::model
