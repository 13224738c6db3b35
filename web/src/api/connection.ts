/** Whether the server answers; the event stream reports it, the frame shows it. */
import { createStore } from "@/lib/store";

export type Connection = "connecting" | "online" | "offline";

export const connection = createStore<Connection>("connecting");
