/** The editor's own call hierarchy, from the last answer. */

import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CallHierarchyPrepareParams,
  SymbolKind,
} from "vscode-languageserver";
import { calleesOf, callersOf, type HierarchyItem, itemsAt } from "../../features/callHierarchy.ts";
import { request } from "../boundary.ts";
import { record } from "../fromProto.ts";
import { pathOfUri } from "../paths.ts";
import type { Places } from "../places.ts";
import type { Session } from "../session.ts";

interface Asked {
  readonly item: CallHierarchyItem;
}

export function handleCallHierarchy(session: Session): void {
  const { connection } = session;
  const log = connection.console;
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(
    request<CallHierarchyPrepareParams, CallHierarchyItem[] | null>(
      log,
      "prepareCallHierarchy",
      null,
      ({ textDocument, position }) => {
        const { shown, places, options } = session.view();
        const path = pathOfUri(textDocument.uri);
        const offset = places.offset(path, position);
        if (offset === null) return null;
        const items = itemsAt(shown, path, offset, options.locale);
        return items.length === 0 ? null : items.map((item) => itemToProto(item, places));
      },
    ),
  );
  callHierarchy.onIncomingCalls(
    request<Asked, CallHierarchyIncomingCall[]>(log, "incomingCalls", [], ({ item }) => {
      const { shown, places, options } = session.view();
      return callersOf(shown, keyOf(item), options.locale).map((call) => ({
        from: itemToProto(call.item, places),
        fromRanges: call.spans.map((span) => places.range(span)),
      }));
    }),
  );
  callHierarchy.onOutgoingCalls(
    request<Asked, CallHierarchyOutgoingCall[]>(log, "outgoingCalls", [], ({ item }) => {
      const { shown, places, options } = session.view();
      return calleesOf(shown, keyOf(item), options.locale).map((call) => ({
        to: itemToProto(call.item, places),
        fromRanges: call.spans.map((span) => places.range(span)),
      }));
    }),
  );
}

function itemToProto(
  { key, name, detail, place }: HierarchyItem,
  places: Places,
): CallHierarchyItem {
  const { uri, range } = places.location(place.span);
  const selectionRange = places.range(place.nameSpan);
  return { name, kind: SymbolKind.Function, detail, uri, range, selectionRange, data: { key } };
}

function keyOf({ data }: CallHierarchyItem): string {
  const { key } = record(data);
  return typeof key === "string" ? key : "";
}
